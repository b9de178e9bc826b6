from services.bodies.commands import Loaded, TreeRefused, load_areas, load_bodies
from services.bodies.models import AreaLevel, BodyKind
from services.bodies.queries import (
    Place,
    area_chain,
    area_descendants,
    area_name,
    body_descendants,
    body_exists,
    body_name,
    body_names,
)

__all__ = [
    "AreaLevel",
    "BodyKind",
    "Loaded",
    "Place",
    "TreeRefused",
    "area_chain",
    "area_descendants",
    "area_name",
    "body_descendants",
    "body_exists",
    "body_name",
    "body_names",
    "load_areas",
    "load_bodies",
]
