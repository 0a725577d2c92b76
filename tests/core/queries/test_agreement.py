from core.queries.agreement import before_after
from core.queries.disagreements import heat, passages


def test_smoke(house):
    house.mark("bob", "China banned the trade in 2019")
    house.mark("cem", "China banned the trade", "opinion")
    house.submit("bob")
    house.submit("cem")
    for p in passages(house.vera, house.document):
        print(p)
    print(heat(house.vera, house.document))
    print(before_after(house.vera, house.document))
