use super::fault::FaultKind;
use super::mapping::{Mapping, SectionName};
use super::value::{excerpt, listed};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// SOR XML 1.0.0 or 2.0.0.
    SorXml,
    /// SOR2: units.
    SorEntity,
    /// SOR2: location numbers.
    LocationsCodes,
    /// SOR2: message types on location numbers.
    EdiTypeMap,
    /// SOR2: the list of message types.
    EdiTypes,
    /// SOR2: which unit replaced which.
    ReplacedEntities,
    /// This service's own file of message types on location numbers.
    MessageTypes,
    /// MedCom's list of message types.
    MedComTypes,
    /// Regions, dated.
    Regions,
    /// Municipalities, dated.
    Municipalities,
    /// Municipalities before and after the regions change in 2027.
    MunicipalitiesBothPeriods,
    /// Types of owners and units.
    UnitTypes,
    /// Clinical specialities.
    Specialities,
    /// Network operators.
    NetworkOperators,
    /// Clinical-administrative levels.
    Levels,
    /// An entry of an archive that is none of these; it is skipped.
    Unknown,
}

/// The CSV formats that are known by their header. `true`: further columns may follow.
const HEADERS: [(&str, bool, Format); 9] = [
    ("gln;format;type;version;direction;validFrom;validTo", false, Format::MessageTypes),
    (
        "region_code,iso_3166_2,name_da,name_en,valid_from,valid_to,successor,municipality_count",
        false,
        Format::Regions,
    ),
    ("municipality_code,name,region_code,valid_from,valid_to", false, Format::Municipalities),
    (
        "municipality_code,name,region_code_2007_2026,region_name_2007_2026,region_name_from_2027",
        false,
        Format::MunicipalitiesBothPeriods,
    ),
    ("snomed_code,name_da,name_en,is_owner_type", true, Format::UnitTypes),
    ("snomed_code,name_da", true, Format::Specialities),
    ("code,name", false, Format::NetworkOperators),
    ("level_da", false, Format::Levels),
    ("format,group,type,version,name,uri", true, Format::MedComTypes),
];

impl Format {
    /// The name as it is stored with an import.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SorXml => "SOR_XML",
            Self::SorEntity => "SOR_ENTITY",
            Self::LocationsCodes => "LOCATIONS_CODES",
            Self::EdiTypeMap => "EDI_TYPE_MAP",
            Self::EdiTypes => "EDI_TYPES",
            Self::ReplacedEntities => "REPLACED_ENTITIES",
            Self::MessageTypes => "MESSAGE_TYPES",
            Self::MedComTypes => "MEDCOM_TYPES",
            Self::Regions => "REGIONS",
            Self::Municipalities | Self::MunicipalitiesBothPeriods => "MUNICIPALITIES",
            Self::UnitTypes => "UNIT_TYPES",
            Self::Specialities => "SPECIALITIES",
            Self::NetworkOperators => "NETWORK_OPERATORS",
            Self::Levels => "LEVELS",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The character between the fields of a row.
    pub(super) fn delimiter(self) -> u8 {
        match self.section() {
            Some(_) => b';',
            None if self == Self::MessageTypes => b';',
            None => b',',
        }
    }

    /// The section of the mapping that tells this format's columns.
    pub(super) fn section(self) -> Option<SectionName> {
        match self {
            Self::SorEntity => Some(SectionName::SorEntity),
            Self::LocationsCodes => Some(SectionName::LocationsCodes),
            Self::EdiTypeMap => Some(SectionName::EdiTypeMap),
            Self::EdiTypes => Some(SectionName::EdiTypes),
            Self::ReplacedEntities => Some(SectionName::ReplacedEntities),
            _ => None,
        }
    }

    /// The format of a CSV file with this name and header line.
    pub(super) fn of_csv(name: &str, line: &str, mapping: &Mapping) -> Result<Self, FaultKind> {
        let line = line.trim();
        let fits = |(header, open, _): &&(&str, bool, Self)| match line.strip_prefix(*header) {
            Some(rest) => rest.is_empty() || (*open && rest.starts_with(',')),
            None => false,
        };
        if let Some((_, _, format)) = HEADERS.iter().find(fits) {
            return Ok(*format);
        }
        let header = split_header(line);
        if let Some(format) = by_name(name) {
            return check_columns(format, &header, mapping).map(|()| format);
        }
        let section = mapping.section(SectionName::SorEntity);
        let has = |key| section.is_some_and(|section| section.position(key, &header).is_some());
        if stem(name) == "sorentity" || (has("sor_code") && has("name")) {
            return check_columns(Self::SorEntity, &header, mapping).map(|()| Self::SorEntity);
        }
        let found = listed(header.iter().take(8));
        Err(FaultKind::UnknownFormat(format!(
            "it is not XML, and as a CSV file its first columns are {found}"
        )))
    }
}

/// The names in a header line separated by semicolons.
pub(super) fn split_header(line: &str) -> Vec<String> {
    line.split(';').map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

/// The four files of SOR2 that are known by their names alone.
fn by_name(name: &str) -> Option<Format> {
    match stem(name).as_str() {
        "locationscodes" | "locationscode" => Some(Format::LocationsCodes),
        "locationscodeeditypemap" => Some(Format::EdiTypeMap),
        "editypes" => Some(Format::EdiTypes),
        "sorreplacedentities" => Some(Format::ReplacedEntities),
        _ => None,
    }
}

/// The name of a file in lower case up to its first `_`, `-` or `.`.
fn stem(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn check_columns(format: Format, header: &[String], mapping: &Mapping) -> Result<(), FaultKind> {
    let Some(name) = format.section() else {
        return Ok(());
    };
    let found = || {
        if header.len() > 100 { format!("{} and more", listed(header)) } else { listed(header) }
    };
    let Some(section) = mapping.section(name) else {
        return Err(FaultKind::NoMapping { section: name.as_str(), found: found() });
    };
    match name.required().iter().find(|key| section.position(key, header).is_none()) {
        None => Ok(()),
        Some(key) => {
            let expected = match section.names(key) {
                [] => "(nothing: the key is not set)".to_owned(),
                names => listed(names),
            };
            Err(FaultKind::MissingColumn { field: excerpt(key), expected, found: found() })
        }
    }
}
