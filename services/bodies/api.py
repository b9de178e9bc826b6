from services.bodies.city.colours import contrast
from services.bodies.city.reading import CityFlaw, CityRefused
from services.bodies.city.serving import city
from services.bodies.city.values import City, Contact, Legal
from services.bodies.commands import Loaded, TreeRefused, load_areas, load_bodies
from services.bodies.models import AreaLevel, BodyKind
from services.bodies.queries import (
    Place,
    area_chain,
    area_descendants,
    area_name,
    areas_at,
    body_descendants,
    body_exists,
    body_name,
    body_names,
    body_texts,
    government_above,
    remembered_body_names,
)

__all__ = [
    "AreaLevel",
    "BodyKind",
    "City",
    "CityFlaw",
    "CityRefused",
    "Contact",
    "Legal",
    "Loaded",
    "Place",
    "TreeRefused",
    "area_chain",
    "area_descendants",
    "area_name",
    "areas_at",
    "body_descendants",
    "body_exists",
    "body_name",
    "body_names",
    "body_texts",
    "city",
    "contrast",
    "government_above",
    "load_areas",
    "load_bodies",
    "remembered_body_names",
]
