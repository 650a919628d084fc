//! One unit as SOR XML 2.0.0 has it.

use std::io::Write;

use chrono::NaiveDate;

use super::address::{Address, Contact};
use super::life::Life;
use super::xml::Xml;
use crate::model::{Cvr, SorCode};

/// The level of a unit in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Institution owner.
    Owner,
    /// Health institution.
    Institution,
    /// Organisational unit, at any depth.
    Unit,
}

impl Level {
    /// The element that holds a unit and everything below it.
    pub(super) fn tree_tag(self) -> &'static str {
        match self {
            Self::Owner => "InstitutionOwnerEntity",
            Self::Institution => "HealthInstitutionEntity",
            Self::Unit => "OrganizationalUnitEntity",
        }
    }

    /// The element that holds the unit itself.
    fn record_tag(self) -> &'static str {
        match self {
            Self::Owner => "InstitutionOwner",
            Self::Institution => "HealthInstitution",
            Self::Unit => "OrganizationalUnit",
        }
    }

    /// The level of what is directly below.
    pub(super) fn below(self) -> Self {
        match self {
            Self::Owner => Self::Institution,
            Self::Institution | Self::Unit => Self::Unit,
        }
    }

    /// The fewest units a tree of this level takes: an extract only has trees with all three levels.
    pub(super) fn least(self) -> u32 {
        match self {
            Self::Owner => 3,
            Self::Institution => 2,
            Self::Unit => 1,
        }
    }
}

/// A location number with its data.
pub(super) struct Number<'g> {
    /// The number itself.
    pub(super) gln: String,
    /// Only for internal use.
    pub(super) internal: bool,
    /// Not active, whatever its dates say.
    pub(super) inactive: bool,
    /// System supplier.
    pub(super) supplier: u32,
    /// IT system.
    pub(super) system: u32,
    /// Network operator.
    pub(super) operator: &'g str,
    /// Region in which it lies.
    pub(super) region: &'g str,
    /// Administrator of the number.
    pub(super) administrator: u32,
    /// Note.
    pub(super) note: Option<&'static str>,
    /// Its own validity.
    pub(super) life: Life,
}

/// Where a unit's messages go.
pub(super) enum Location<'g> {
    /// To a number of its own.
    Own(Number<'g>),
    /// To the number of a unit above.
    Inherited,
    /// Nowhere.
    None,
}

/// What a unit under a hospital does: out-patients, beds, reports to the national patient register.
pub(super) type Activity = [bool; 3];

/// Everything the register holds about one unit.
pub(super) struct Record<'g> {
    pub(super) level: Level,
    pub(super) serial: u32,
    pub(super) name: &'g str,
    pub(super) kind: &'static str,
    pub(super) local_code: Option<String>,
    pub(super) pharmacy: Option<String>,
    pub(super) shak: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) location: Location<'g>,
    pub(super) postal: Option<Address<'g>>,
    pub(super) visiting: Option<Address<'g>>,
    pub(super) at_work: Option<Address<'g>>,
    pub(super) contact: Option<Contact>,
    /// Codes of the specialities, the main one first.
    pub(super) specialities: Vec<&'g str>,
    pub(super) life: Life,
    /// Serials of the units this one replaces.
    pub(super) replaces: Vec<u32>,
    /// Serials of the units that replace this one.
    pub(super) replaced_by: Vec<u32>,
    pub(super) activity: Option<Activity>,
    pub(super) attributes: Vec<String>,
    pub(super) cvr: Option<Cvr>,
}

/// The code of a main speciality.
const MAIN_SPECIALITY: &str = "51000095001";

/// The code of a further speciality. The list is not public: this one continues its numbering.
const FURTHER_SPECIALITY: &str = "61000095003";

impl Record<'_> {
    /// Writes the unit itself, in the order of the schema.
    pub(super) fn write<W: Write>(&self, xml: &mut Xml<W>) {
        let tag = self.level.record_tag();
        xml.open(tag);
        xml.value("sor1:SorIdentifier", SorCode::from_serial(self.serial));
        xml.leaf("sor1:EntityName", self.name);
        xml.leaf("EntityTypeIdentifier", self.kind);
        xml.leaf_if("sor1:LocalCode", self.local_code.as_deref());
        xml.leaf_if("sor1:PharmacyIdentifier", self.pharmacy.as_deref());
        xml.leaf_if("sor1:ShakIdentifier", self.shak.as_deref());
        xml.leaf_if("sor1:ProviderIdentifier", self.provider.as_deref());
        location(xml, self.level, &self.location);
        address(xml, "PostalAddressInformation", self.postal.as_ref());
        address(xml, "VisitingAddressInformation", self.visiting.as_ref());
        address(xml, "sor1:ActivityAddressInformation", self.at_work.as_ref());
        contact(xml, self.contact.as_ref());
        specialities(xml, &self.specialities);
        status(xml, &self.life);
        serials(xml, "sor1:ReplacesEntityCollection", &self.replaces);
        serials(xml, "sor1:ReplacedByEntityCollection", &self.replaced_by);
        if let Some([out_patients, beds, reporting]) = self.activity {
            xml.open("sor1:OrganizationalUnitInformation");
            xml.value("sor1:AmbulantActivityIndicator", out_patients);
            xml.value("sor1:PatientsAdmittedIndicator", beds);
            xml.value("sor1:ReportingLevelIndicator", reporting);
            xml.close("sor1:OrganizationalUnitInformation");
        }
        attributes(xml, &self.attributes);
        xml.value_if("cvr:CVRnumberIdentifier", self.cvr.as_ref());
        xml.close(tag);
    }
}

fn location<W: Write>(xml: &mut Xml<W>, level: Level, location: &Location<'_>) {
    match (level, location) {
        (Level::Owner, Location::Own(entity)) => number(xml, entity),
        (Level::Owner, _) => {}
        (_, Location::Own(entity)) => {
            xml.open("EanLocationCodeOption");
            number(xml, entity);
            xml.close("EanLocationCodeOption");
        }
        (_, other) => {
            xml.open("EanLocationCodeOption");
            xml.value("EntityInheritanceIndicator", matches!(other, Location::Inherited));
            xml.close("EanLocationCodeOption");
        }
    }
}

fn number<W: Write>(xml: &mut Xml<W>, number: &Number<'_>) {
    xml.open("EanLocationCodeEntity");
    xml.leaf("sor1:EanLocationCode", &number.gln);
    xml.value("sor1:OnlyInternalIndicator", number.internal);
    xml.value("sor1:NonActiveIndicator", number.inactive);
    xml.value("SystemSupplierIdentifier", number.supplier);
    xml.value("SystemTypeIdentifier", number.system);
    xml.leaf("CommunicationSupplierIdentifier", number.operator);
    xml.leaf("kms:RegionCode", number.region);
    xml.value("EdiAdministratorIdentifier", number.administrator);
    xml.leaf_if("sor1:SorNote", number.note);
    status(xml, &number.life);
    xml.close("EanLocationCodeEntity");
}

fn address<W: Write>(xml: &mut Xml<W>, tag: &str, address: Option<&Address<'_>>) {
    let Some(address) = address else { return };
    xml.open(tag);
    xml.open("xkom:AddressPostal");
    xml.leaf_if("dkcc:MailDeliverySublocationIdentifier", address.sublocation);
    xml.leaf("dkcc2005:StreetName", address.street);
    let addressing_name = address.addressing_name.then_some(address.street);
    xml.leaf_if("cpr:StreetNameForAddressingName", addressing_name);
    let letter = address.letter.map(String::from).unwrap_or_default();
    xml.value("dkcc:StreetBuildingIdentifier", format_args!("{}{letter}", address.house));
    xml.leaf_if("dkcc:FloorIdentifier", address.floor);
    xml.leaf_if("dkcc:SuiteIdentifier", address.suite);
    xml.leaf_if("dkcc2005:DistrictSubdivisionIdentifier", address.subdivision);
    xml.value_if("dkcc2005-2:PostOfficeBoxIdentifier", address.post_box);
    xml.leaf("dkcc2005:PostCodeIdentifier", address.post_code);
    xml.leaf("dkcc2005:DistrictName", address.district);
    xml.raw(
        "<dkcc:CountryIdentificationCode scheme=\"iso3166-alpha2\">DK</dkcc:CountryIdentificationCode>\n",
    );
    xml.close("xkom:AddressPostal");
    xml.leaf_if("sor1:Stairway", address.stairway);
    xml.leaf("cpr:MunicipalityCode", &address.municipality.code);
    xml.value("cpr:StreetCode", format_args!("{:04}", address.street_code));
    xml.leaf("kms:RegionCode", &address.municipality.region);
    metres(xml, "osak:CoordETRS89z32NMeasure", address.north);
    metres(xml, "osak:CoordETRS89z32EMeasure", address.east);
    xml.close(tag);
}

fn metres<W: Write>(xml: &mut Xml<W>, tag: &str, thousandths: u64) {
    xml.value(tag, format_args!("{}.{:03}", thousandths / 1000, thousandths % 1000));
}

fn contact<W: Write>(xml: &mut Xml<W>, contact: Option<&Contact>) {
    let Some(contact) = contact else { return };
    xml.open("sor1:VirtualAddressInformation");
    xml.leaf_if("xkom1:EmailAddressIdentifier", contact.email.as_deref());
    xml.leaf_if("sor1:Website", contact.website.as_deref());
    xml.leaf("sor1:TelephoneNumberIdentifier", &contact.phone);
    xml.leaf_if("sor1:FaxNumberIdentifier", contact.fax.as_deref());
    xml.close("sor1:VirtualAddressInformation");
}

fn specialities<W: Write>(xml: &mut Xml<W>, codes: &[&str]) {
    if codes.is_empty() {
        return;
    }
    xml.open("sor1:ClinicalSpecialityCollection");
    for (index, code) in codes.iter().enumerate() {
        let kind = if index == 0 { MAIN_SPECIALITY } else { FURTHER_SPECIALITY };
        xml.open("sor1:ClinicalSpeciality");
        xml.leaf("sor1:SpecialityCode", code);
        xml.leaf("sor1:SpecialityType", kind);
        xml.close("sor1:ClinicalSpeciality");
    }
    xml.close("sor1:ClinicalSpecialityCollection");
}

fn status<W: Write>(xml: &mut Xml<W>, life: &Life) {
    let date = |xml: &mut Xml<W>, tag: &str, date: NaiveDate| xml.value(tag, date);
    xml.open("sor1:SorStatus");
    date(xml, "sor1:FromDate", life.from);
    if let Some(to) = life.to {
        date(xml, "sor1:ToDate", to);
    }
    date(xml, "sor1:UpdatedAt", life.updated);
    date(xml, "sor1:FirstFromDate", life.first);
    xml.close("sor1:SorStatus");
}

fn serials<W: Write>(xml: &mut Xml<W>, tag: &str, serials: &[u32]) {
    if serials.is_empty() {
        return;
    }
    xml.open(tag);
    for &serial in serials {
        xml.value("sor1:SorIdentifier", SorCode::from_serial(serial));
    }
    xml.close(tag);
}

fn attributes<W: Write>(xml: &mut Xml<W>, attributes: &[String]) {
    if attributes.is_empty() {
        return;
    }
    xml.open("sor1:LocalAttributeCollection");
    for (tag, text) in LOCAL_ATTRIBUTES.iter().zip(attributes) {
        xml.leaf(tag, text);
    }
    xml.close("sor1:LocalAttributeCollection");
}

const LOCAL_ATTRIBUTES: [&str; 5] = [
    "sor1:LocalAttribute1",
    "sor1:LocalAttribute2",
    "sor1:LocalAttribute3",
    "sor1:LocalAttribute4",
    "sor1:LocalAttribute5",
];
