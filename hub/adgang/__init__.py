"""Who may do what: tokens of systems and roles, and the declared access table of the API."""

from hub.adgang.bevis import Bevis
from hub.adgang.bruger import Bruger, Hvem
from hub.adgang.lager import Adgangslager
from hub.adgang.tabel import ADGANG, Adgang, Omfang

__all__ = ["ADGANG", "Adgang", "Adgangslager", "Bevis", "Bruger", "Hvem", "Omfang"]
