use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::{CodeList, CodedValue, LocationNumber, RegionCode, State};
use crate::register::command::Patch;
use crate::register::text::check;
use crate::register::{Change, FaultCode, Faults, Stop};

/// Details of a location number: what is left out of an update stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberDetails {
    /// For use inside the organisation only.
    pub only_internal: Option<bool>,
    /// Not active, whatever the dates say.
    pub not_active: Option<bool>,
    /// Code of the system supplier.
    pub system_supplier: Patch<String>,
    /// Code of the record system.
    pub system_type: Patch<String>,
    /// Code of the network operator.
    pub network_operator: Patch<String>,
    /// Code of the region.
    pub region: Patch<String>,
    /// Code of the administrator.
    pub edi_administrator: Patch<String>,
    /// Note, up to 254 characters.
    pub note: Patch<String>,
}

/// Whether a code is in a list. One that the register has no entries of, because it is
/// not public, may hold every code.
pub fn may_be_listed(values: &[CodedValue], list: CodeList, key: &str) -> bool {
    let mut entries = values.iter().filter(|value| value.list == list).peekable();
    entries.peek().is_none() || entries.any(|value| value.key == key)
}

const NOTE_MAX: usize = 254;
const CODE_MAX: usize = 40;

impl NumberDetails {
    fn codes(&self) -> [(&Patch<String>, CodeList, &'static str); 4] {
        [
            (&self.system_supplier, CodeList::SystemSupplier, "systemSupplier"),
            (&self.system_type, CodeList::SystemType, "systemType"),
            (&self.network_operator, CodeList::NetworkOperator, "networkOperator"),
            (&self.edi_administrator, CodeList::EdiAdministrator, "ediAdministrator"),
        ]
    }

    /// Notes everything that is wrong with the details by themselves.
    pub fn check(&self, faults: &mut Faults) {
        for (code, _, path) in self.codes() {
            if let Some(code) = code.value() {
                check(code, CODE_MAX, path, faults);
            }
            let emptied = matches!(code, Patch::Clear);
            faults.when(emptied, FaultCode::Required, path, "Every location number has one.");
        }
        if let Some(note) = self.note.value() {
            check(note, NOTE_MAX, "note", faults);
        }
        if let Some(region) = self.region.value()
            && let Err(fault) = RegionCode::parse(region)
        {
            faults.add(FaultCode::BadValue, "region", fault.to_string());
        }
    }

    /// R40: what a new number must have.
    pub fn check_complete(&self, faults: &mut Faults) {
        let all = self.codes().into_iter().map(|(code, _, path)| (code, path));
        for (code, path) in all.chain([(&self.region, "region")]) {
            faults.when(code.value().is_none(), FaultCode::Required, path, "A new location number has one.");
        }
    }

    /// This with what `more` says laid over it.
    #[must_use]
    pub fn completed(&self, more: &Self) -> Self {
        let or = |first: &Patch<String>, then: &Patch<String>| {
            if *then == Patch::Keep { first.clone() } else { then.clone() }
        };
        Self {
            only_internal: more.only_internal.or(self.only_internal),
            not_active: more.not_active.or(self.not_active),
            system_supplier: or(&self.system_supplier, &more.system_supplier),
            system_type: or(&self.system_type, &more.system_type),
            network_operator: or(&self.network_operator, &more.network_operator),
            region: or(&self.region, &more.region),
            edi_administrator: or(&self.edi_administrator, &more.edi_administrator),
            note: or(&self.note, &more.note),
        }
    }

    /// Notes codes that are in none of the register's lists on the day. A list that the
    /// register has no entries of, because it is not public, holds every code.
    pub(in crate::register) async fn prepare(&self, change: &Change, day: NaiveDate) -> Result<(), Stop> {
        let mut faults = Faults::default();
        let values = change.reader().coded_values(change.revision()).await?;
        for (code, list, path) in self.codes() {
            let Some(code) = code.value() else { continue };
            let listed = may_be_listed(&values, list, code);
            let message = format!("The register's list {} has no {code}.", list.as_str());
            faults.when(!listed, FaultCode::UnknownCode, path, message);
        }
        if let Some(region) = self.region.value() {
            let point = change.point(day);
            let regions = change.reader().regions(point).await?;
            let in_force = regions.iter().any(|known| {
                known.content.code.as_ref() == region.as_str()
                    && matches!(known.state(day), State::Active | State::Closing)
            });
            let message = format!("There is no region {region} on {day}.");
            faults.when(!in_force, FaultCode::UnknownCode, "region", message);
        }
        faults.none()
    }

    /// Lets `number` say this; with `base`, only what `number` says like `base`.
    pub fn apply(&self, number: &mut LocationNumber, base: Option<&LocationNumber>) {
        macro_rules! set {
            ($($field:ident = $new:expr;)*) => {$(
                if let Some(new) = $new
                    && base.is_none_or(|base| base.$field == number.$field)
                {
                    number.$field = new;
                }
            )*};
        }
        set! {
            only_internal = self.only_internal;
            not_active = self.not_active;
            system_supplier = self.system_supplier.change();
            system_type = self.system_type.change();
            network_operator = self.network_operator.change();
            region = self.region.change();
            edi_administrator = self.edi_administrator.change();
            note = self.note.change();
        }
    }
}
