"""
The towns of the three programmes are the same towns under the keys that people know.

The network's towns are municipalities; campaign and placement have places, of which Leinefelde-Worbis has two. A place
names its municipality, and by that an event of the network about a municipality reaches its places.
"""

import pytest

from campaign.demo.towns import towns as places_of_campaign
from network.demo.facts import TOWNS, TownFact
from placement.demo.facts import towns as places_of_placement

CAMPAIGN = places_of_campaign().values()
PLACEMENT = places_of_placement()


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.key)
def test_what_the_network_says_of_a_town_reaches_its_places_in_both_programmes(town: TownFact) -> None:
    places = set(town.places) or {town.key}

    assert {place.key for place in CAMPAIGN if place.answers_to([town.key])} == places
    assert {place.key for place in PLACEMENT if town.key in {place.key, place.municipality}} == places
    assert {place.municipality_key for place in CAMPAIGN if place.key in places} == {town.municipality_key}


def test_a_place_that_two_programmes_know_is_one_place() -> None:
    known = {place.key: place for place in CAMPAIGN}

    for place in PLACEMENT:
        if (other := known.get(place.key)) is not None:
            assert (place.name, place.municipality) == (other.name, other.municipality)
            assert (place.latitude, place.longitude) == (other.latitude, other.longitude)
