"""Names of people who do not exist. Phone numbers come from ranges that are kept for fiction."""

from __future__ import annotations

import random
from dataclasses import dataclass

from app.actions.refs import name_key

NAMES = {
    "ES": (
        ["Lucía", "Carmen", "Hugo", "Martín", "Elena", "Pablo", "Irene", "Javier", "Nuria", "Diego", "Alba", "Sergio", "Marina", "Álvaro"],
        ["García", "Fernández", "López", "Martínez", "Sánchez", "Gómez", "Ruiz", "Navarro", "Iglesias", "Ortega", "Serrano", "Vidal", "Molina"],
    ),
    "PT": (
        ["Inês", "João", "Beatriz", "Tiago", "Mariana", "Rui", "Leonor", "Duarte", "Sofia", "Miguel"],
        ["Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa", "Carvalho", "Almeida", "Ribeiro", "Teixeira"],
    ),
    "FR": (
        ["Camille", "Louis", "Chloé", "Antoine", "Manon", "Julien", "Élodie", "Théo", "Margaux", "Bastien"],
        ["Dubois", "Moreau", "Laurent", "Lefèvre", "Roux", "Fournier", "Girard", "Mercier", "Blanc", "Chevalier"],
    ),
    "DE": (
        ["Anna", "Jonas", "Lena", "Felix", "Katrin", "Lukas", "Greta", "Matthias", "Johanna", "Stefan"],
        ["Müller", "Schneider", "Weber", "Hoffmann", "Krüger", "Lehmann", "Brandt", "Vogel", "Böhm", "Seidel"],
    ),
    "GB": (
        ["Olivia", "Jack", "Amelia", "Harry", "Isla", "George", "Poppy", "Oscar", "Freya", "Alfie"],
        ["Hughes", "Clarke", "Whitfield", "Baker", "Grant", "Abrams", "Turner", "Ellis", "Marsh", "Fletcher"],
    ),
    "IT": (
        ["Giulia", "Marco", "Francesca", "Luca", "Chiara", "Matteo", "Elisa", "Davide"],
        ["Rossi", "Bianchi", "Moretti", "Ricci", "Marchetti", "Gallo", "Conti", "Ferrari"],
    ),
    "NL": (
        ["Sanne", "Daan", "Fleur", "Bram", "Lotte", "Thijs", "Eva", "Ruben"],
        ["Jansen", "Visser", "Bakker", "Smit", "Mulder", "Meijer", "Bos", "Achterberg"],
    ),
    "SE": (
        ["Elsa", "Oskar", "Linnea", "Axel", "Maja", "Nils", "Ebba", "Viktor"],
        ["Lindqvist", "Sundberg", "Andersson", "Nyström", "Bergman", "Holm", "Larsen", "Ek"],
    ),
    "US": (
        ["Emily", "Ethan", "Grace", "Noah", "Hannah", "Caleb", "Zoe", "Mason"],
        ["Johnson", "Carter", "Nguyen", "Rivera", "Brooks", "Kaplan", "Bennett", "Foster"],
    ),
}  # fmt: skip
WEIGHTS = {"ES": 30, "PT": 12, "FR": 13, "DE": 13, "GB": 12, "IT": 7, "NL": 6, "SE": 4, "US": 5}


@dataclass(frozen=True)
class Somebody:
    """A person who might be a client."""

    name: str
    email: str
    phone: str
    country: str


def somebody(dice: random.Random, number: int) -> Somebody:
    """Return a believable person; `number` keeps addresses apart."""
    country = dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    first, last = (dice.choice(names) for names in NAMES[country])
    return Somebody(f"{first} {last}", _email(f"{first}.{last}.{number}"), _phone(dice, country), country)


def known(name: str, number: int) -> Somebody:
    """Return somebody whose name is given."""
    return Somebody(name, _email(f"{name}.{number}"), "", "")


def _email(text: str) -> str:
    plain = "".join(letter if letter.isalnum() else "." for letter in name_key(text))
    return ".".join(part for part in plain.split(".") if part) + "@mail.example"


def _phone(dice: random.Random, country: str) -> str:
    if country == "GB":
        return f"+44 7700 900{dice.randrange(1000):03d}"
    if country == "US":
        return f"+1 202 555 01{dice.randrange(100):02d}"
    return ""
