"""The public sites of the demonstration: what each business says of itself, its own pages, and which picture is whose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.cli.seed.house import House
from app.domain.site import FreePage, SiteDocument, UnitPage, free_slug

SINCE = dt.timedelta(days=60)


def _both(en: str, es: str) -> dict[str, str]:
    return {"en": en, "es": es}


@dataclass(frozen=True)
class Face:
    """The site of a business.

    Shapes:  `pictures` names the drawings of units by the unit's name, '' is the picture of the whole.
    """

    doc: SiteDocument
    pages: Mapping[str, FreePage] = field(default_factory=dict)
    pictures: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


PRIVACY = FreePage(
    title=_both("Privacy", "Privacidad"),
    text=_both(
        "We keep what you write in a request so that we can answer it and keep your place: your name, how to reach you,"
        " when and with how many you come.\n\n"
        "- Nobody else gets it.\n- This site counts nobody and follows nobody.\n"
        "- Ask us, and we tell you what we have of you, correct it, or erase it.",
        "Guardamos lo que escribe en una solicitud para contestarle y reservarle el sitio: su nombre, cómo localizarle,"
        " cuándo viene y con cuántas personas.\n\n"
        "- No se lo damos a nadie.\n- Este sitio no cuenta ni sigue a nadie.\n"
        "- Pídanoslo y le decimos qué tenemos de usted, lo corregimos o lo borramos.",
    ),
)

CABINS = Face(
    SiteDocument(
        headline=_both("Wake up beside the water", "Despierte junto al agua"),
        intro=_both(
            "Fourteen cabins and lodges between the pine forest and the lake, two hours from the city.",
            "Catorce cabañas y casas entre el pinar y el embalse, a dos horas de la ciudad.",
        ),
        about=_both(
            "## A place to be left in peace\n\nEvery cabin has a stove, a kitchen and a terrace of its own."
            " The canoes are yours, the path around the lake takes three hours, and after ten it is dark enough"
            " to see the Milky Way.",
            "## Un lugar para que le dejen tranquilo\n\nCada cabaña tiene estufa, cocina y terraza propia."
            " Las canoas están a su disposición, la senda que rodea el embalse se hace en tres horas y después de las"
            " diez hay oscuridad suficiente para ver la Vía Láctea.",
        ),
        hours=_both("Reception every day from 9:00 to 20:00.", "Recepción todos los días de 9:00 a 20:00."),
        directions=_both(
            "From the motorway take exit 104, then follow the signs to the reservoir for 12 km. The bus stops at the gate.",
            "Desde la autovía tome la salida 104 y siga 12 km las señales del embalse. El autobús para en la verja.",
        ),
        how_to_pay=_both(
            "The deposit by bank transfer within three days; the rest when you arrive, in cash or by card.",
            "La señal por transferencia en tres días; el resto al llegar, en efectivo o con tarjeta.",
        ),
        latitude=42.13,
        longitude=-0.41,
    ),
    {
        "about": FreePage(
            title=_both("The place", "El lugar"),
            place="menu",
            text=_both(
                "Pinar Alto began with one cabin in 1987: Hazel, which still stands at the edge of the clearing."
                " The lodges came later, when the families did.\n\n## What there is to do\n\n"
                "- Swim from the jetty, from June to September\n- Row the canoes to the heron’s island\n"
                "- Walk around the lake: 11 km, flat\n- Nothing at all",
                "Pinar Alto empezó en 1987 con una cabaña: Hazel, que sigue en el borde del claro."
                " Las casas llegaron después, cuando llegaron las familias.\n\n## Qué hacer\n\n"
                "- Bañarse desde el embarcadero, de junio a septiembre\n- Remar hasta la isla de las garzas\n"
                "- Dar la vuelta al embalse: 11 km, llano\n- Nada en absoluto",
            ),
        ),
        "rules": FreePage(
            title=_both("House rules", "Normas de la casa"),
            text=_both(
                "- Quiet from 22:30.\n- No fires outside the stoves.\n- Dogs are welcome in the forest cabins.\n"
                "- Leave the canoes upside down.",
                "- Silencio desde las 22:30.\n- Fuego solo en las estufas.\n"
                "- Los perros son bienvenidos en las cabañas del bosque.\n- Deje las canoas boca abajo.",
            ),
        ),
        "privacy": PRIVACY,
    },
    {
        "": ["heron"], "Heron": ["heron", "kingfisher", "boathouse"], "Kingfisher": ["kingfisher", "heron"],
        "Otter": ["kingfisher"], "Osprey": ["boathouse"], "Sandpiper": ["heron"], "Alder": ["alder"], "Birch": ["birch"],
        "Cedar": ["birch"], "Hazel": ["alder"], "Juniper": ["birch", "alder"], "Rowan": ["alder"],
        "Boathouse": ["boathouse", "kingfisher"], "North Lodge": ["north-lodge"], "South Lodge": ["north-lodge"],
    },
    {
        "Heron": _both("Timber cabin on the water’s edge, with its own jetty.", "Cabaña de madera al borde del agua, con embarcadero propio."),
        "Birch": _both("A-frame in a clearing, morning sun on the deck.", "Cabaña triangular en un claro, con sol por la mañana."),
        "Boathouse": _both("Old boathouse over the inlet, canoes included.", "Antiguo varadero sobre la cala, con canoas."),
    },
)  # fmt: skip

HOTEL = Face(
    SiteDocument(
        headline=_both("Above the river, in the middle of Lisbon", "Sobre el río, en el centro de Lisboa"),
        intro=_both(
            "Rooms with a view over the Tagus, a short flight of steps from tram 28.",
            "Habitaciones con vistas al Tajo, a unos pasos del tranvía 28.",
        ),
        hours=_both("Reception day and night.", "Recepción día y noche."),
        accent="#7a2e1d",
        letters="serif",
        latitude=38.711,
        longitude=-9.13,
    ),
    {"privacy": PRIVACY},
    {"": ["miradouro"]},
)

RENTALS = Face(
    SiteDocument(
        headline=_both("Out on the water in ten minutes", "En el agua en diez minutos"),
        intro=_both(
            "Kayaks and bikes by the hour or the day, small boats that need no licence.",
            "Kayaks y bicicletas por horas o días, y barcas que no piden titulación.",
        ),
        how_to_pay=_both("Pay when you pick it up.", "Se paga al recogerlo."),
        accent="#0b5d8a",
        letters="sans",
        latitude=28.1,
        longitude=-15.41,
    ),
    {"privacy": PRIVACY},
    {"": ["bay"], "Single kayak": ["kayaks"], "Double kayak": ["kayaks"], "Electric bike": ["bikes"],
     "Boat Alisio": ["bay"], "Boat Calima": ["bay"], "Family paddle": ["kayaks"], "Sea and land": ["bikes", "kayaks"]},
)  # fmt: skip

TOURS = Face(
    SiteDocument(
        headline=_both("The north, with somebody who knows it", "El norte, con quien lo conoce"),
        intro=_both(
            "Whales by day, northern lights by night, and the glacier in between. Twelve people at most.",
            "Ballenas de día, auroras de noche y, entre medias, el glaciar. Doce personas como máximo.",
        ),
        accent="#3d3a86",
        letters="sans",
        latitude=65.68,
        longitude=-18.1,
    ),
    {"privacy": PRIVACY},
    {"": ["lights"], "Whale watching": ["whales"], "Lights from the sea": ["lights"], "Glacier hike": ["glacier"],
     "Boat Haförn": ["whales"]},
)  # fmt: skip

FACES = {"cabins": CABINS, "hotel": HOTEL, "rentals": RENTALS, "tours": TOURS}


def add_site(house: House) -> None:
    """Write the published site of a business, with a page for each unit."""
    face, at, taken = FACES[house.business.slug], house.now - SINCE, set[str]()
    doc = face.doc.model_dump(mode="json")
    house.batch.add("sites", tenant_id=house.tenant_id, draft=doc, published=doc, published_at=at)
    for plan in house.business.units:
        slug = free_slug(plan.name, taken)
        taken.add(slug)
        page = UnitPage(line=dict(face.lines.get(plan.name, {}))).model_dump(mode="json")
        house.batch.add(
            "site_units",
            tenant_id=house.tenant_id, unit_id=house.units[plan.name], slug=slug, draft=page, published=page,
        )  # fmt: skip
    for position, (slug, free) in enumerate(face.pages.items(), 1):
        kept = free.model_dump(mode="json")
        house.batch.add(
            "site_pages",
            tenant_id=house.tenant_id, ref=house.ref(), slug=slug, position=position, draft=kept, published=kept,
        )  # fmt: skip
    owner = house.people[f"owner@{house.business.slug}.example"]
    house.record("site", 0, "", action="published", at=at, person_id=owner, after={"units": len(taken)})
