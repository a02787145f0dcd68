"""The pictures of the demonstration: rows at once, so that sites can name them; a worker draws them after the start."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from app import art
from app.actions.pictures import DRAW_JOB
from app.cli.seed.house import House
from app.queues import SLOW

# By business and name, as `app.art` calls the drawing: what is to be seen, in English and in Spanish.
PICTURES: dict[str, dict[str, tuple[str, str]]] = {
    "cabins": {
        "heron": ("A cabin with lit windows by the lake at dawn", "Una cabaña con luz en las ventanas junto al lago al amanecer"),
        "birch": ("An A-frame cabin in a clearing of the pine forest", "Una cabaña triangular en un claro del pinar"),
        "north-lodge": ("A long lodge in the snow, its windows lit", "Una casa alargada en la nieve, con las ventanas encendidas"),
        "boathouse": ("A lodge above the lake after sunset", "Una casa sobre el lago después de la puesta de sol"),
        "kingfisher": ("A small cabin across the water at noon", "Una cabaña pequeña al otro lado del agua a mediodía"),
        "alder": ("An A-frame cabin among tall pines under the moon", "Una cabaña triangular entre pinos altos bajo la luna"),
    },
    "hotel": {
        "miradouro": ("The old town climbs from the river in the evening", "El casco antiguo sube desde el río al anochecer"),
        "double-room": ("A room with a wide bed and a window over the river", "Una habitación con cama ancha y una ventana sobre el río"),
        "suite": ("A suite whose balcony looks over the river at dusk", "Una suite con balcón sobre el río al atardecer"),
    },
    "rentals": {
        "bay": ("A motor boat with a roof on the bay", "Una barca a motor con toldo en la bahía"),
        "kayaks": ("Three kayaks on calm water", "Tres kayaks en aguas tranquilas"),
        "bikes": ("A bicycle with panniers on the coast road", "Una bicicleta con alforjas en la carretera de la costa"),
    },
    "tours": {
        "whales": ("The tail of a whale going down in the bay", "La cola de una ballena que se sumerge en la bahía"),
        "lights": ("Green northern lights above the night sea", "Auroras verdes sobre el mar de noche"),
        "glacier": ("Four walkers on the ice of a glacier", "Cuatro caminantes sobre el hielo de un glaciar"),
        "boat": ("The tour boat in front of snowy mountains", "El barco de las excursiones ante montañas nevadas"),
    },
}  # fmt: skip


def add_pictures(house: House) -> None:
    """Write the rows of a business's pictures and ask for them to be drawn; until then pages go on without them."""
    for name, (english, spanish) in PICTURES[house.business.slug].items():
        ref = house.ref()
        picture = house.batch.add(
            "pictures",
            tenant_id=house.tenant_id, ref=ref, width=art.SIZE[0], height=art.SIZE[1], colour="", formats=[],
            alt={"en": english, "es": spanish}, digest=hashlib.sha256(f"art {name}".encode()).digest(), made_at=house.now,
        )  # fmt: skip
        house.batch.add(
            "outbox",
            tenant_id=house.tenant_id, ref=house.ref(), job=DRAW_JOB, queue=SLOW, made_at=house.now, look_at=house.now,
            ids={"picture": picture, "drawing": [*art.DRAWINGS].index(name)},
        )  # fmt: skip
        house.pictures[name] = ref


def picture_refs(house: House) -> Mapping[str, str]:
    """Answer the references of a business's pictures by the names of their drawings, as `heron`."""
    return house.pictures
