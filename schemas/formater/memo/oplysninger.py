"""The parts of a MeMo that say who and what it is about: attention, contact point, content data."""

# ruff: noqa: RUF009 - the calls describe an element, as dataclasses.field does

from __future__ import annotations

from dataclasses import dataclass

from schemas.formater.memo.felt import DMV, FORM, GLN, GRD, KLE, SOR, UDD, objekt, objekter, tekst, valgfri


@dataclass(frozen=True, kw_only=True, slots=True)
class AttentionPerson:
    """A person to whose attention the message is."""

    person_id: str | None = valgfri("personID")
    label: str | None = valgfri("label")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductionUnit:
    """A production unit (P-nummer)."""

    production_unit_number: str = tekst("productionUnitNumber", rum=GRD)
    production_unit_name: str | None = valgfri("productionUnitName", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalLocationNumber:
    """A GLN."""

    global_location_number: str = tekst("globalLocationNumber", rum=GLN)
    location: str | None = valgfri("location", rum=GLN)


@dataclass(frozen=True, kw_only=True, slots=True)
class EMail:
    """An e-mail address and whose it is."""

    email_address: str = tekst("emailAddress")
    related_agent: str | None = valgfri("relatedAgent")


@dataclass(frozen=True, kw_only=True, slots=True)
class SEnumber:
    """An SE number."""

    se_number: str = tekst("seNumber", rum=GRD)
    company_name: str | None = valgfri("companyName", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Telephone:
    """A telephone number and whose it is."""

    telephone_number: str = tekst("telephoneNumber")
    related_agent: str | None = valgfri("relatedAgent")


@dataclass(frozen=True, kw_only=True, slots=True)
class EID:
    """An employee's electronic id."""

    e_id: str = tekst("eID", rum=GRD)
    label: str | None = valgfri("label", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentResponsible:
    """Who answers for the content."""

    content_responsible_id: str | None = valgfri("contentResponsibleID")
    label: str | None = valgfri("label")


@dataclass(frozen=True, kw_only=True, slots=True)
class GeneratingSystem:
    """The system that made the message."""

    generating_system_id: str = tekst("generatingSystemID")
    label: str | None = valgfri("label")


@dataclass(frozen=True, kw_only=True, slots=True)
class SORdata:
    """An entry of the health care organisation register."""

    sor_identifier: str = tekst("sorIdentifier", rum=SOR)
    entry_name: str | None = valgfri("entryName", rum=SOR)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressPoint:
    """An address's coordinates, as written."""

    geographic_easting_measure: str | None = valgfri("geographicEastingMeasure", rum=GRD)
    geographic_northing_measure: str | None = valgfri("geographicNorthingMeasure", rum=GRD)
    geographic_height_measure: str | None = valgfri("geographicHeightMeasure", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A structured address."""

    id: str | None = valgfri("id", rum=GRD)
    address_label: str | None = valgfri("addressLabel", rum=GRD)
    house_number: str | None = valgfri("houseNumber", rum=GRD)
    door: str | None = valgfri("door", rum=GRD)
    floor: str | None = valgfri("floor", rum=GRD)
    co: str | None = valgfri("co", rum=GRD)
    zip_code: str | None = valgfri("zipCode", rum=GRD)
    city: str | None = valgfri("city", rum=GRD)
    country: str | None = valgfri("country", rum=GRD)
    address_point: AddressPoint | None = objekt("AddressPoint", AddressPoint, rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnstructuredAddress:
    """An address as free text."""

    unstructured: str | None = valgfri("unstructured", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class AttentionData:
    """Whom within the sender or recipient the message concerns."""

    attention_person: AttentionPerson | None = objekt("AttentionPerson", AttentionPerson)
    production_unit: ProductionUnit | None = objekt("ProductionUnit", ProductionUnit, rum=GRD)
    global_location_number: GlobalLocationNumber | None = objekt("GlobalLocationNumber", GlobalLocationNumber, rum=GLN)
    email: EMail | None = objekt("EMail", EMail)
    se_number: SEnumber | None = objekt("SEnumber", SEnumber, rum=GRD)
    telephone: Telephone | None = objekt("Telephone", Telephone)
    eid: EID | None = objekt("EID", EID, rum=GRD)
    content_responsible: ContentResponsible | None = objekt("ContentResponsible", ContentResponsible)
    generating_system: GeneratingSystem | None = objekt("GeneratingSystem", GeneratingSystem)
    sor_data: SORdata | None = objekt("SORdata", SORdata, rum=SOR)
    address: Address | None = objekt("Address", Address, rum=GRD)
    unstructured_address: UnstructuredAddress | None = objekt("UnstructuredAddress", UnstructuredAddress, rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactInfo:
    """One thing that the contact point asks for."""

    label: str = tekst("label")
    value: str = tekst("value")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactPoint:
    """Where a reply goes."""

    contact_group: str | None = valgfri("contactGroup")
    contact_point_id: str = tekst("contactPointID")
    label: str | None = valgfri("label")
    contact_info: tuple[ContactInfo, ...] = objekter("ContactInfo", ContactInfo, hoejst_antal=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class CPRdata:
    """A person whom the content concerns."""

    cpr_number: str = tekst("cprNumber", rum=GRD, format="cpr")
    name: str | None = valgfri("name", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class CVRdata:
    """A company that the content concerns."""

    cvr_number: str = tekst("cvrNumber", rum=GRD, format="cvr")
    company_name: str | None = valgfri("companyName", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class MotorVehicle:
    """A vehicle that the content concerns."""

    license_number: str | None = valgfri("licenseNumber", rum=DMV)
    chassis_number: str | None = valgfri("chassisNumber", rum=DMV)


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyNumber:
    """A property that the content concerns."""

    property_number: str = tekst("propertyNumber", rum=GRD)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseID:
    """The sag, and the system that holds it."""

    case_id: str = tekst("caseID")
    case_system: str = tekst("caseSystem")


@dataclass(frozen=True, kw_only=True, slots=True)
class KLEdata:
    """The KLE subject."""

    subject_key: str = tekst("subjectKey", rum=KLE)
    version: str | None = valgfri("version", rum=KLE)
    activity_facet: str | None = valgfri("activityFacet", rum=KLE)
    label: str | None = valgfri("label", rum=KLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class FORMdata:
    """The FORM task."""

    task_key: str = tekst("taskKey", rum=FORM)
    version: str | None = valgfri("version", rum=FORM)
    activity_facet: str | None = valgfri("activityFacet", rum=FORM)
    label: str | None = valgfri("label", rum=FORM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Education:
    """An education that the content concerns."""

    education_code: str = tekst("educationCode", rum=UDD)
    education_name: str | None = valgfri("educationName", rum=UDD)


@dataclass(frozen=True, kw_only=True, slots=True)
class AdditionalContentData:
    """A named value of the sender's own."""

    content_data_type: str | None = valgfri("contentDataType")
    content_data_name: str = tekst("contentDataName")
    content_data_value: str = tekst("contentDataValue")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentData:
    """What the content concerns."""

    cpr_data: CPRdata | None = objekt("CPRdata", CPRdata, rum=GRD)
    cvr_data: CVRdata | None = objekt("CVRdata", CVRdata, rum=GRD)
    motor_vehicle: MotorVehicle | None = objekt("MotorVehicle", MotorVehicle, rum=DMV)
    property_number: PropertyNumber | None = objekt("PropertyNumber", PropertyNumber, rum=GRD)
    case_id: CaseID | None = objekt("CaseID", CaseID)
    kle_data: KLEdata | None = objekt("KLEdata", KLEdata, rum=KLE)
    form_data: FORMdata | None = objekt("FORMdata", FORMdata, rum=FORM)
    production_unit: ProductionUnit | None = objekt("ProductionUnit", ProductionUnit, rum=GRD)
    education: Education | None = objekt("Education", Education, rum=UDD)
    address: Address | None = objekt("Address", Address, rum=GRD)
    unstructured_address: UnstructuredAddress | None = objekt("UnstructuredAddress", UnstructuredAddress, rum=GRD)
    additional_content_data: tuple[AdditionalContentData, ...] = objekter(
        "AdditionalContentData", AdditionalContentData, hoejst_antal=10
    )
