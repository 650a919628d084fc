use std::collections::HashMap;

/// The outside code lists that records point into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeList {
    /// Types of institution owners (ejertype), SNOMED CT.
    OwnerType,
    /// Types of institutions and units (enhedstype), SNOMED CT.
    UnitType,
    /// Clinical specialities (speciale), SNOMED CT.
    Speciality,
    /// Network operators (netoperatør, VANS).
    NetworkOperator,
    /// Clinical-administrative levels; the official codes are not public, so an entry's key is its Danish name.
    OrganisationalLevel,
    /// Suppliers of record systems (systemleverandør); the official list is not public.
    SystemSupplier,
    /// Record systems (EDB-system, journalsystem); the official list is not public.
    SystemType,
    /// Administrators of location numbers; the official list is not public.
    EdiAdministrator,
}

impl CodeList {
    /// Every list.
    pub const ALL: [Self; 8] = [
        Self::OwnerType,
        Self::UnitType,
        Self::Speciality,
        Self::NetworkOperator,
        Self::OrganisationalLevel,
        Self::SystemSupplier,
        Self::SystemType,
        Self::EdiAdministrator,
    ];

    /// The name under which the list is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnerType => "OWNER_TYPE",
            Self::UnitType => "UNIT_TYPE",
            Self::Speciality => "SPECIALITY",
            Self::NetworkOperator => "NETWORK_OPERATOR",
            Self::OrganisationalLevel => "ORGANISATIONAL_LEVEL",
            Self::SystemSupplier => "SYSTEM_SUPPLIER",
            Self::SystemType => "SYSTEM_TYPE",
            Self::EdiAdministrator => "EDI_ADMINISTRATOR",
        }
    }

    /// The list of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == name)
    }
}

/// One entry of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodedValue {
    /// The list.
    pub list: CodeList,
    /// What identifies the entry in its list: the code, or the Danish name where codes are not known.
    pub key: String,
    /// The code, where it is known.
    pub code: Option<String>,
    /// Danish name, where it is known.
    pub name_da: Option<String>,
    /// English name, where it is known.
    pub name_en: Option<String>,
}

impl CodedValue {
    /// The entry for a code that stands on a record but in no list: real data has them.
    #[must_use]
    pub fn unlisted(list: CodeList, key: &str) -> Self {
        Self { list, key: key.to_owned(), code: Some(key.to_owned()), name_da: None, name_en: None }
    }
}

/// The code lists of one revision.
#[derive(Debug, Default)]
pub struct CodeLists {
    values: Vec<CodedValue>,
    /// The places of the entries of each list, in the order of the lists.
    places: [HashMap<String, usize>; CodeList::ALL.len()],
}

impl CodeLists {
    /// The lists that these entries make, each in the order of its keys.
    #[must_use]
    pub fn new(values: Vec<CodedValue>) -> Self {
        let mut places: [HashMap<String, usize>; CodeList::ALL.len()] = Default::default();
        for (place, value) in values.iter().enumerate() {
            places[value.list as usize].insert(value.key.clone(), place);
        }
        Self { values, places }
    }

    /// The entry of that key; one without names where the list does not have it.
    #[must_use]
    pub fn value(&self, list: CodeList, key: &str) -> CodedValue {
        self.find(list, key).cloned().unwrap_or_else(|| CodedValue::unlisted(list, key))
    }

    /// The entry of that key, where the list has it.
    #[must_use]
    pub fn find(&self, list: CodeList, key: &str) -> Option<&CodedValue> {
        self.values.get(*self.places[list as usize].get(key)?)
    }

    /// All entries of a list, in the order of their keys.
    pub fn list(&self, list: CodeList) -> impl Iterator<Item = &CodedValue> {
        self.values.iter().filter(move |value| value.list == list)
    }
}
