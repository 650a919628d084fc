//! The first reading: every record checked, and what the plan needs of it kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{
    CodeList, CodedValue, Gln, HOSPITAL, Lifetime, MessageType, Municipality, NumberState, Region, SorCode,
    UnitKind, VersionMark,
};

use super::known::Known;
use super::message_types::Rows;
use super::parse::{
    Finding, FindingCode, Format, Input, NumberRecord, Parsed, Place, Refusal, RefusalCode, UnitRecord,
};
use super::progress::{Phase, Progress};
use super::report::Report;
use super::{ImportError, Options};

/// A unit of the files, without its contents.
#[derive(Debug, Clone)]
pub struct FileUnit {
    pub place: Place,
    pub kind: UnitKind,
    pub parent: Option<SorCode>,
    pub life: Lifetime,
    pub marks: Vec<VersionMark>,
    pub number_state: NumberState,
    pub has_flags: bool,
    pub is_hospital: bool,
    /// Last valid day of each version, where its row tells one; for gaps in a history.
    ends: Vec<Option<NaiveDate>>,
}

/// A location number of the files.
#[derive(Debug, Clone)]
pub struct FileNumber {
    pub place: Place,
    pub holder: Option<SorCode>,
    pub life: Lifetime,
    pub marks: Vec<VersionMark>,
}

/// Refused records of which it is not known which ones they are. What they might be
/// is not missing from the files, and so is not taken for closed.
#[derive(Debug, Default)]
pub struct Doubts {
    /// In the trees of these owners.
    pub owners: HashSet<SorCode>,
    /// Anywhere.
    pub anywhere: bool,
    /// Numbers of these holders.
    pub holders: HashSet<SorCode>,
    /// Any number.
    pub numbers: bool,
    /// Any row of message types.
    pub message_types: bool,
}

/// Everything that the first reading found.
pub struct Gathered {
    pub known: Known,
    pub report: Report,
    pub snapshot: Option<NaiveDate>,
    /// SHA-256 of each input.
    pub digests: Vec<[u8; 32]>,
    /// Snapshot date of each input.
    pub snapshots: Vec<Option<NaiveDate>>,
    pub units: HashMap<SorCode, FileUnit>,
    pub numbers: HashMap<Gln, FileNumber>,
    /// Units that the files hold but that cannot be used: not missing, not accepted.
    pub refused: HashSet<SorCode>,
    /// Location numbers likewise.
    pub refused_numbers: HashSet<Gln>,
    /// What each input is.
    pub formats: Vec<Format>,
    pub doubts: Doubts,
    /// Units of a file of histories of which one version was refused: none is used.
    pub spoiled: HashMap<SorCode, Place>,
    /// The owner, and the unit, that the file being read told of last.
    last_owner: Option<SorCode>,
    last_unit: Option<SorCode>,
    pub message_types: Rows,
    pub replacements: HashSet<(SorCode, SorCode)>,
    pub regions: BTreeMap<String, Vec<Region>>,
    pub municipalities: BTreeMap<String, Vec<Municipality>>,
    pub codes: Vec<CodedValue>,
    pub listed: Vec<MessageType>,
    /// First place of each code that may be in no list.
    used_codes: BTreeMap<(CodeList, String), (Place, usize)>,
    force: bool,
}

/// Reads all inputs on a thread of their own.
pub async fn gather(
    inputs: Arc<Vec<Input>>,
    known: Known,
    options: Options,
    progress: Arc<dyn Progress>,
) -> Result<Gathered, ImportError> {
    let reading = move || {
        let mut gathered = Gathered::new(known, options.force);
        gathered.formats = inputs.iter().map(|input| input.format).collect();
        gathered.report.files = inputs.iter().map(|input| input.name.clone()).collect();
        progress.begin(Phase::Check, inputs.iter().map(|input| input.size_in_bytes).sum());
        let mut before = 0;
        for (file, input) in (0..).zip(inputs.iter()) {
            gathered.snapshots.push(options.snapshot.filter(|_| input.format == Format::SorEntity));
            (gathered.last_owner, gathered.last_unit) = (None, None);
            let records = std::cell::Cell::new(0);
            let mut told = |bytes: u64| progress.advance(before + bytes, records.get());
            let mut sink = |parsed: Parsed| {
                records.set(records.get() + 1);
                gathered.take(parsed);
                ControlFlow::Continue(())
            };
            let digest = input.read(file, &options.mapping, &mut told, &mut sink)?;
            gathered.digests.push(digest);
            before += input.size_in_bytes;
        }
        gathered.find_unknown_codes();
        Ok(gathered)
    };
    tokio::task::spawn_blocking(reading).await.map_err(|_| ImportError::CutOff)?
}

/// Fills in what the files leave to the register: the parent, where they have no
/// column for it, and the code of a type that is given by name.
pub fn complete(record: &mut UnitRecord, known: &Known) {
    let unit = &mut record.unit;
    if unit.parent.is_none() && unit.kind != UnitKind::InstitutionOwner {
        unit.parent = known.units.get(&unit.sor_code).and_then(|known| known.parent);
    }
    if let (None, Some(name)) = (&unit.type_code, &record.type_name) {
        unit.type_code = known.type_named(name);
    }
}

impl Gathered {
    fn new(known: Known, force: bool) -> Self {
        Self {
            known,
            report: Report::default(),
            snapshot: None,
            digests: Vec::new(),
            snapshots: Vec::new(),
            units: HashMap::new(),
            numbers: HashMap::new(),
            refused: HashSet::new(),
            refused_numbers: HashSet::new(),
            formats: Vec::new(),
            doubts: Doubts::default(),
            spoiled: HashMap::new(),
            last_owner: None,
            last_unit: None,
            message_types: Rows::default(),
            replacements: HashSet::new(),
            regions: BTreeMap::new(),
            municipalities: BTreeMap::new(),
            codes: Vec::new(),
            listed: Vec::new(),
            used_codes: BTreeMap::new(),
            force,
        }
    }

    fn take(&mut self, parsed: Parsed) {
        match parsed {
            Parsed::Snapshot { date, .. } => {
                self.snapshot = self.snapshot.max(Some(date));
                if let Some(last) = self.snapshots.last_mut() {
                    *last = Some(date);
                }
            }
            Parsed::Unit(record) => self.take_unit(*record),
            Parsed::Number(record) => self.take_number(record),
            Parsed::MessageType { place, row } => self.message_types.push(place, row),
            Parsed::ListedMessageType { row, .. } => self.listed.push(row),
            Parsed::Replacement { old, new, .. } => drop(self.replacements.insert((old, new))),
            Parsed::Region { row, .. } => self.regions.entry(row.code.to_string()).or_default().push(row),
            Parsed::Municipality { row, .. } => {
                self.municipalities.entry(row.code.to_string()).or_default().push(row);
            }
            Parsed::Coded { row, .. } => self.codes.push(row),
            Parsed::Refused(refusal) => self.take_refusal(refusal),
            Parsed::Found(finding) => self.report.find(finding),
        }
    }

    /// Notes a refusal, and what therefore is not missing from the files.
    fn take_refusal(&mut self, refusal: Refusal) {
        let text = refusal.sor_code.as_deref().unwrap_or_default();
        let (unit, number) = (SorCode::parse(text).ok(), Gln::parse(text).ok());
        let of_number = matches!(refusal.code, RefusalCode::InvalidGln | RefusalCode::SecondNumber);
        self.refused_numbers.extend(number);
        match self.formats.get(refusal.place.file as usize) {
            Some(Format::SorXml) if of_number || number.is_some() => {
                self.doubts.holders.extend(self.last_unit);
            }
            Some(Format::SorXml) => match (unit, self.last_owner) {
                (Some(unit), _) => drop(self.refused.insert(unit)),
                (None, Some(owner)) => drop(self.doubts.owners.insert(owner)),
                (None, None) => self.doubts.anywhere = true,
            },
            Some(Format::SorEntity) => match unit {
                Some(unit) => {
                    self.refused.insert(unit);
                    self.spoiled.entry(unit).or_insert(refusal.place);
                }
                None => self.doubts.anywhere = true,
            },
            Some(Format::LocationsCodes) => self.doubts.numbers |= number.is_none(),
            Some(Format::MessageTypes | Format::EdiTypeMap) => self.doubts.message_types |= number.is_none(),
            _ => {}
        }
        self.report.refuse(refusal);
    }

    fn take_unit(&mut self, mut record: UnitRecord) {
        self.last_unit = Some(record.unit.sor_code);
        if record.unit.kind == UnitKind::InstitutionOwner {
            self.last_owner = self.last_unit;
        }
        complete(&mut record, &self.known);
        let UnitRecord { place, unit, type_name, life, number, replaces, replaced_by, .. } = record;
        let code = unit.sor_code;
        let mark = VersionMark { from_date: unit.from_date, digest: unit.digest() };
        if unit.type_code.is_none()
            && let Some(name) = type_name
        {
            let message = format!("The type \"{name}\" is in no code list; the unit is kept without a type.");
            self.report.find(Finding {
                place,
                sor_code: Some(code.to_string()),
                code: FindingCode::UnknownCode,
                message,
            });
        }
        let histories = self.formats.get(place.file as usize) == Some(&Format::SorEntity);
        match self.units.get_mut(&code) {
            Some(first) if first.marks.iter().any(|known| known.from_date == mark.from_date) => {
                let reason =
                    format!("The code stands in the files twice; first on line {}.", first.place.line);
                return self.refuse(place, code, RefusalCode::Duplicate, reason);
            }
            // Only a file of histories gives a unit several times, once a version.
            Some(first) if !histories || first.place.file != place.file || first.kind != unit.kind => {
                let reason =
                    format!("The code stands in the files twice; first on line {}.", first.place.line);
                return self.refuse(place, code, RefusalCode::Duplicate, reason);
            }
            Some(first) => first.add(&unit, mark, life),
            None => {
                self.units.insert(code, FileUnit::new(place, &unit, mark, life));
            }
        }
        let list =
            if unit.kind == UnitKind::InstitutionOwner { CodeList::OwnerType } else { CodeList::UnitType };
        self.used(place, list, unit.type_code.as_deref());
        for speciality in &unit.specialities {
            self.used(place, CodeList::Speciality, Some(&speciality.code));
        }
        self.replacements.extend(replaces.into_iter().map(|old| (old, code)));
        self.replacements.extend(replaced_by.into_iter().map(|new| (code, new)));
        if let Some(number) = number {
            self.take_number(number);
        }
    }

    fn take_number(&mut self, record: NumberRecord) {
        let NumberRecord { place, number, life } = record;
        let mark = VersionMark { from_date: number.from_date, digest: number.digest() };
        self.used(place, CodeList::NetworkOperator, number.network_operator.as_deref());
        match self.numbers.get_mut(&number.gln) {
            Some(first) if first.marks.contains(&mark) && first.holder == number.holder => {}
            Some(first) => {
                let reason = format!(
                    "The location number stands in the files twice; first on line {}.",
                    first.place.line
                );
                let sor_code = Some(number.gln.to_string());
                self.report.refuse(Refusal { place, sor_code, code: RefusalCode::Duplicate, reason });
            }
            None => {
                let number_of = FileNumber { place, holder: number.holder, life, marks: vec![mark] };
                self.numbers.insert(number.gln, number_of);
            }
        }
    }

    /// Notes that a record was refused, and that it is not missing.
    pub fn refuse(&mut self, place: Place, code: SorCode, refusal: RefusalCode, reason: String) {
        if !self.units.contains_key(&code) {
            self.refused.insert(code);
        }
        self.report.refuse(Refusal { place, sor_code: Some(code.to_string()), code: refusal, reason });
    }

    fn used(&mut self, place: Place, list: CodeList, code: Option<&str>) {
        let Some(code) = code else { return };
        self.used_codes.entry((list, code.to_owned())).or_insert((place, 0)).1 += 1;
    }

    fn find_unknown_codes(&mut self) {
        let new: HashSet<_> = self.codes.iter().map(|value| (value.list, value.key.clone())).collect();
        for ((list, code), (place, times)) in std::mem::take(&mut self.used_codes) {
            let key = (list, code);
            if !self.known.codes.contains_key(&key) && !new.contains(&key) {
                let message =
                    format!("The code {} is not in the list {} (used {times} times).", key.1, list.as_str());
                self.report.find(Finding { place, sor_code: None, code: FindingCode::UnknownCode, message });
            }
        }
    }

    /// Whether older data may be laid over newer.
    pub fn forced(&self) -> bool {
        self.force
    }
}

impl FileUnit {
    fn new(place: Place, unit: &crate::model::Unit, mark: VersionMark, life: Lifetime) -> Self {
        Self {
            place,
            kind: unit.kind,
            parent: unit.parent,
            life,
            marks: vec![mark],
            number_state: unit.number_state,
            has_flags: unit.flags.is_some(),
            is_hospital: unit.type_code.as_deref() == Some(HOSPITAL),
            ends: vec![life.to],
        }
    }

    /// Adds a further version. What the plan asks of a unit is asked of the last one.
    fn add(&mut self, unit: &crate::model::Unit, mark: VersionMark, life: Lifetime) {
        let position = self.marks.partition_point(|known| known.from_date < mark.from_date);
        self.marks.insert(position, mark);
        self.ends.insert(position, life.to);
        self.life.first_from = self.life.first_from.min(life.first_from);
        if position + 1 == self.marks.len() {
            self.parent = unit.parent;
            self.life.to = life.to;
            self.number_state = unit.number_state;
            self.has_flags = unit.flags.is_some();
            self.is_hospital = unit.type_code.as_deref() == Some(HOSPITAL);
        }
    }

    /// The first day that no version of the unit speaks for, between two that do.
    pub fn gap(&self) -> Option<NaiveDate> {
        let next = self.marks.iter().skip(1).map(|mark| mark.from_date);
        let ends = self.ends.iter().filter_map(|end| end.and_then(|day| day.succ_opt()));
        if self.ends[..self.ends.len() - 1].iter().any(Option::is_none) {
            return None;
        }
        ends.zip(next).find(|(free, next)| free < next).map(|(free, _)| free)
    }
}
