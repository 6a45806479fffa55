"""What the graph is made of: kinds of nodes and edges, and the ids that name nodes.

An edge points from what is narrower to what is wider: photo to moment to trip, photo to town to region to country, concept to its
parent. An id is its node's kind and a name that stays: `photo:12`, `day:2023-05-17`, `town:Sintra, Lisbon, PT`. Places are named
as in feedback (`knowledge_graph.place_keys`), so that a wish finds its node.
"""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum

from albumen.types import Place
from knowledge_graph.place_keys import keys_around


class NodeKind(StrEnum):
    """What a node stands for."""

    PHOTO = "photo"
    MOMENT = "moment"
    DAY = "day"
    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"
    TRIP = "trip"
    HOME = "home"
    CONCEPT = "concept"
    OBJECT = "object"
    PEOPLE = "people"  # how many are in a photo
    CAMERA = "camera"
    HOLIDAY = "holiday"
    SEASON = "season"


class EdgeKind(StrEnum):
    """What an edge says, read from its source to its target; its weight is in brackets."""

    IN_MOMENT = "in_moment"  # photo, moment (1)
    ON_DAY = "on_day"  # photo or moment, day (share of the moment's photos)
    TAKEN_AT = "taken_at"  # photo, town (1)
    SHOWS = "shows"  # photo, concept (its probability)
    CONTAINS = "contains"  # photo, object (how many)
    WITH_PEOPLE = "with_people"  # photo, people (1)
    TAKEN_WITH = "taken_with"  # photo, camera (1)
    MOSTLY_AT = "mostly_at"  # moment, town (share of its photos with a place)
    IN_SEASON = "in_season"  # moment, season (1)
    ON_HOLIDAY = "on_holiday"  # moment, holiday (1)
    NEAR_HOME = "near_home"  # moment, home (1 at its middle, 0 at its edge)
    IN_TRIP = "in_trip"  # moment, trip (1)
    LIES_IN = "lies_in"  # town, region; region, country; home, town (1)
    IS_A = "is_a"  # concept, its parent (1)


# By these a photo belongs to what it leads to; the others say something of a moment or a home only.
MEMBERSHIPS = frozenset(EdgeKind) - {EdgeKind.MOSTLY_AT}

# What a node of these kinds stands for is there by itself; the others are there as long as something points to them.
STANDING = frozenset({NodeKind.PHOTO, NodeKind.MOMENT, NodeKind.TRIP, NodeKind.HOME})


def node_id(kind: NodeKind, name: object) -> str:
    """Name a node. The same name is the same string: a million edges lead to a few thousand nodes.

    Example:
        >>> node_id(NodeKind.PHOTO, 12)
        'photo:12'
    """
    return sys.intern(f"{kind.value}:{name}")


def kind_of(node: str) -> NodeKind:
    """Tell a node's kind by its id.

    Example:
        >>> kind_of("town:Sintra, Lisbon, PT")
        <NodeKind.TOWN: 'town'>
    """
    return NodeKind(node.partition(":")[0])


def name_of(node: str) -> str:
    """Tell a node's name within its kind.

    Example:
        >>> name_of("camera:f: the camera")
        'f: the camera'
    """
    return node.partition(":")[2]


def photo_node(photo_id: int) -> str:
    """Name a photo's node."""
    return node_id(NodeKind.PHOTO, photo_id)


def moment_node(moment_id: int) -> str:
    """Name a moment's node."""
    return node_id(NodeKind.MOMENT, moment_id)


def day_node(day: date) -> str:
    """Name a day's node."""
    return node_id(NodeKind.DAY, day.isoformat())


def trip_node(trip_id: int) -> str:
    """Name a trip's node."""
    return node_id(NodeKind.TRIP, trip_id)


def home_node(since: date) -> str:
    """Name a home's node, by its first day: homes never overlap."""
    return node_id(NodeKind.HOME, since.isoformat())


def place_nodes(place: Place) -> tuple[str, ...]:
    """Name a place's town, region (where the gazetteer has one) and country, the narrowest first.

    Example:
        >>> place_nodes(Place("Monaco", "", "Monaco", "MC", 43.7, 7.4))
        ('town:Monaco, , MC', 'country:MC')
    """
    town, *region, country = keys_around(place)
    named = [(NodeKind.TOWN, town), *((NodeKind.REGION, key) for key in region), (NodeKind.COUNTRY, country)]
    return tuple(node_id(kind, key) for kind, key in named)
