//! The second reading: writes what the plan names, in one change.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::sync::mpsc;
use uuid::Uuid;

use crate::history::Timeline;
use crate::model::{Address, Dated, Gln, LocationNumber, SorCode, Unit, Version};
use crate::ownership::Permit;
use crate::register::{Change, Register, StorageError};

use super::gather::complete;
use super::parse::{FileFault, Input, Mapping, NumberRecord, Parsed, UnitRecord};
use super::plan::{Plan, Target};
use super::progress::{Phase, Progress};
use super::report::short_name;
use super::{ImportError, Outcome};

/// Records that are written at a time.
const BATCH: usize = 1_000;

/// Applies `plan`, all of it or nothing.
pub async fn apply(
    register: &Register,
    permit: Permit,
    inputs: Arc<Vec<Input>>,
    plan: Plan,
    mapping: &Mapping,
    progress: Arc<dyn Progress>,
) -> Result<Outcome, ImportError> {
    if plan.report.changes_nothing() {
        return Ok(Outcome { report: plan.report, revision: None });
    }
    let change = register.begin(permit).await?;
    if change.revision().0 != plan.base.0 + 1 {
        return Err(ImportError::RegisterMoved);
    }
    let mut writing = Writing {
        change,
        plan,
        units: HashMap::new(),
        complete_units: Vec::new(),
        numbers: Vec::new(),
        addresses: Vec::new(),
        written: HashSet::new(),
    };
    writing.lists().await?;
    if !writing.plan.units.is_empty() || !writing.plan.numbers.is_empty() {
        writing.records(inputs.as_slice(), read_again(&inputs, mapping, &progress)).await?;
    }
    writing.close_missing(progress.as_ref()).await?;
    writing.message_types(progress.as_ref()).await?;
    let Writing { mut change, plan, .. } = writing;
    change.put_replacements(&plan.replacements.0, &plan.replacements.1).await?;
    for (position, input) in inputs.iter().enumerate() {
        let digest =
            plan.digests[position].iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        change
            .note_source(
                position,
                short_name(&input.name),
                digest,
                input.format.as_str(),
                plan.snapshots[position],
            )
            .await?;
    }
    let revision = change.commit(plan.report.summary()).await?;
    Ok(Outcome { report: plan.report, revision })
}

/// What the reading thread hands over.
enum Read {
    Records(Vec<Parsed>),
    /// The input is read; this is the digest of what was read.
    End(usize, [u8; 32]),
    Fault(FileFault),
}

/// Reads the inputs on a thread of their own, a few batches ahead of the writer.
fn read_again(
    inputs: &Arc<Vec<Input>>,
    mapping: &Mapping,
    progress: &Arc<dyn Progress>,
) -> mpsc::Receiver<Read> {
    let (sender, receiver) = mpsc::channel(4);
    let (inputs, mapping, progress) = (Arc::clone(inputs), mapping.clone(), Arc::clone(progress));
    tokio::task::spawn_blocking(move || {
        progress.begin(Phase::Write, inputs.iter().map(|input| input.size_in_bytes).sum());
        let mut before = 0;
        let records = std::cell::Cell::new(0);
        for (file, input) in inputs.iter().enumerate() {
            let mut batch = Vec::with_capacity(BATCH);
            let mut told = |bytes: u64| progress.advance(before + bytes, records.get());
            let mut sink = |parsed: Parsed| {
                if matches!(parsed, Parsed::Unit(_) | Parsed::Number(_)) {
                    records.set(records.get() + 1);
                    batch.push(parsed);
                }
                if batch.len() >= BATCH
                    && sender.blocking_send(Read::Records(std::mem::take(&mut batch))).is_err()
                {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            };
            let end =
                match input.read(u32::try_from(file).unwrap_or(u32::MAX), &mapping, &mut told, &mut sink) {
                    Ok(digest) => Read::End(file, digest),
                    Err(fault) => Read::Fault(fault),
                };
            // The writer may have given up: then there is nobody left to tell.
            let sent = sender.blocking_send(Read::Records(batch)).and_then(|()| sender.blocking_send(end));
            if sent.is_err() {
                return;
            }
            before += input.size_in_bytes;
        }
    });
    receiver
}

/// A change in the course of an import.
struct Writing {
    change: Change,
    plan: Plan,
    /// Units of which not all versions have been read yet.
    units: HashMap<SorCode, Vec<Unit>>,
    complete_units: Vec<(SorCode, Vec<Unit>)>,
    numbers: Vec<LocationNumber>,
    addresses: Vec<Address>,
    /// Addresses that were written already.
    written: HashSet<Uuid>,
}

impl Writing {
    async fn lists(&mut self) -> Result<(), StorageError> {
        let plan = &mut self.plan;
        if !plan.regions.is_empty() {
            self.change.put_regions(std::mem::take(&mut plan.regions)).await?;
        }
        if !plan.municipalities.is_empty() {
            self.change.put_municipalities(std::mem::take(&mut plan.municipalities)).await?;
        }
        if !plan.codes.is_empty() {
            self.change.put_coded_values(std::mem::take(&mut plan.codes)).await?;
        }
        if !plan.listed.is_empty() {
            self.change.put_message_types(std::mem::take(&mut plan.listed)).await?;
        }
        Ok(())
    }

    async fn records(
        &mut self,
        inputs: &[Input],
        mut reading: mpsc::Receiver<Read>,
    ) -> Result<(), ImportError> {
        let mut ended = 0;
        while let Some(read) = reading.recv().await {
            match read {
                Read::Records(records) => {
                    records.into_iter().for_each(|record| self.take(record));
                    if self.complete_units.len() + self.numbers.len() >= BATCH {
                        self.flush().await?;
                    }
                }
                Read::End(file, digest) if self.plan.digests.get(file) != Some(&digest) => {
                    return Err(ImportError::FileMoved(inputs[file].name.clone()));
                }
                Read::End(..) => ended += 1,
                Read::Fault(fault) => return Err(fault.into()),
            }
        }
        // A thread that ended early has not told the end of every input.
        if ended < inputs.len() {
            return Err(ImportError::CutOff);
        }
        Ok(self.flush().await?)
    }

    fn take(&mut self, record: Parsed) {
        match record {
            Parsed::Unit(record) => self.take_unit(*record),
            Parsed::Number(record) => self.take_number(record),
            _ => {}
        }
    }

    fn take_unit(&mut self, mut record: UnitRecord) {
        if let Some(number) = record.number.take() {
            self.take_number(number);
        }
        complete(&mut record, &self.plan.known);
        let code = record.unit.sor_code;
        let Some(target) = self.plan.units.get(&code) else {
            return;
        };
        let gathered = self.units.entry(code).or_default();
        if !is_wanted(target, &record.unit)
            || gathered.iter().any(|known| known.from_date == record.unit.from_date)
        {
            return;
        }
        gathered.push(record.unit);
        let whole = gathered.len() == target.marks.len();
        for address in record.addresses {
            if self.written.insert(address.id()) {
                self.addresses.push(address);
            }
        }
        if whole && let Some(versions) = self.units.remove(&code) {
            self.complete_units.push((code, versions));
        }
    }

    fn take_number(&mut self, record: NumberRecord) {
        let wanted = self.plan.numbers.get(&record.number.gln);
        if wanted.is_some_and(|target| is_wanted(target, &record.number)) {
            self.numbers.push(record.number);
        }
    }

    async fn flush(&mut self) -> Result<(), StorageError> {
        self.change.put_addresses(std::mem::take(&mut self.addresses)).await?;
        let units = std::mem::take(&mut self.complete_units);
        let known: Vec<_> =
            units.iter().map(|(code, _)| *code).filter(|c| self.plan.known.units.contains_key(c)).collect();
        let mut old = if known.is_empty() { HashMap::new() } else { self.change.units(&known).await? };
        let mut steps = Vec::with_capacity(units.len());
        for (code, versions) in units {
            // Taken out of the plan: a record that stands in the files twice is written once.
            let Some(target) = self.plan.units.remove(&code) else {
                continue;
            };
            steps.push(step(old.remove(&code).unwrap_or_default(), &target, versions));
        }
        self.change.put_units(steps).await?;
        let numbers = std::mem::take(&mut self.numbers);
        let known: Vec<_> =
            numbers.iter().map(|n| n.gln).filter(|gln| self.plan.known.numbers.contains_key(gln)).collect();
        let mut old =
            if known.is_empty() { HashMap::new() } else { self.change.location_numbers(&known).await? };
        let mut steps = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some(target) = self.plan.numbers.remove(&number.gln) else {
                continue;
            };
            steps.push(step(old.remove(&number.gln).unwrap_or_default(), &target, vec![number]));
        }
        self.change.put_location_numbers(steps).await
    }

    async fn close_missing(&mut self, progress: &dyn Progress) -> Result<(), StorageError> {
        let day = self.plan.closing_day;
        let (units, numbers): (Vec<SorCode>, Vec<Gln>) =
            (std::mem::take(&mut self.plan.missing.units), std::mem::take(&mut self.plan.missing.numbers));
        progress.begin(
            Phase::Finish,
            (units.len() + numbers.len() + self.plan.message_types.1.added.len()) as u64,
        );
        for codes in units.chunks(BATCH) {
            let old = self.change.units(codes).await?;
            let steps = old.into_values().map(|rows| {
                let closed = Timeline::from_rows(&rows).and_then(|timeline| timeline.closed(day));
                (rows, closed)
            });
            self.change.put_units(steps.collect()).await?;
        }
        for glns in numbers.chunks(BATCH) {
            let old = self.change.location_numbers(glns).await?;
            let steps = old.into_values().map(|rows| {
                let closed = Timeline::from_rows(&rows).and_then(|timeline| timeline.closed(day));
                (rows, closed)
            });
            self.change.put_location_numbers(steps.collect()).await?;
        }
        Ok(())
    }

    async fn message_types(&mut self, progress: &dyn Progress) -> Result<(), StorageError> {
        let (rows, difference) = &self.plan.message_types;
        for closed in difference.closed.chunks(BATCH) {
            self.change.put_number_message_types(closed, Vec::new()).await?;
        }
        for shortened in difference.shortened.chunks(BATCH) {
            self.change.put_number_message_types(&[], shortened.to_vec()).await?;
        }
        let mut done = 0;
        for added in difference.added.chunks(2 * BATCH) {
            let batch = added.iter().map(|index| rows.row(*index)).collect();
            self.change.put_number_message_types(&[], batch).await?;
            done += added.len() as u64;
            progress.advance(done, done);
        }
        Ok(())
    }
}

fn is_wanted(target: &Target, version: &impl Dated) -> bool {
    let digest = version.digest();
    target.marks.iter().any(|mark| mark.digest == digest)
}

fn step<T: Dated + Clone>(
    old: Vec<Version<T>>,
    target: &Target,
    versions: Vec<T>,
) -> (Vec<Version<T>>, Option<Timeline<T>>) {
    let new = Timeline::new(target.life, versions);
    let laid = match (Timeline::from_rows(&old), new) {
        (Some(old), Some(new)) => Some(old.overlaid(new)),
        (old, new) => new.or(old),
    };
    (old, laid)
}
