//! Small objects that records hold: validity, specialities, flags, where they lie.

use chrono::NaiveDate;

use super::coded::{Coded, CodedKind};
use super::compile::{Asked, Compile, Planned};
use super::set::{Kind, Write, leaf, one, type_name, unplanned};
use super::unit::{state, unit_of};
use crate::image::ImageSpeciality;
use crate::model::{CodeList, GeographicalParent, HospitalFlags, State, Version};

/// The dates behind a record's state.
#[derive(Clone, Copy)]
pub struct Status {
    state: State,
    first_from: NaiveDate,
    from: NaiveDate,
    to: Option<NaiveDate>,
    updated_at: Option<NaiveDate>,
}

impl Status {
    pub fn of<T>(
        version: &Version<T>,
        day: NaiveDate,
        from: NaiveDate,
        updated_at: Option<NaiveDate>,
    ) -> Self {
        let life = version.life;
        Self { state: life.state(day), first_from: life.first_from, from, to: life.to, updated_at }
    }
}

pub struct StatusKind;

impl Kind for StatusKind {
    type At<'a> = Status;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, _: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "state" => leaf(|status, out| out.plain(state(status.state))),
            "firstFromDate" => leaf(|status, out| out.date(status.first_from)),
            "fromDate" => leaf(|status, out| out.date(status.from)),
            "toDate" => leaf(|status, out| out.optional_date(status.to)),
            "updatedAt" => leaf(|status, out| out.optional_date(status.updated_at)),
            _ => return unplanned(),
        })
    }
}

pub struct SpecialityKind;

impl Kind for SpecialityKind {
    type At<'a> = ImageSpeciality<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "speciality" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, speciality| {
                Coded::of(run, CodeList::Speciality, Some(speciality.code))
            }),
            "roleCode" => leaf(|speciality, out| out.optional_text(speciality.role)),
            _ => return unplanned(),
        })
    }
}

pub struct FlagsKind;

impl Kind for FlagsKind {
    type At<'a> = HospitalFlags;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, _: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "ambulantActivity" => leaf(|flags, out| out.flag(flags.ambulant_activity)),
            "patientsAdmitted" => leaf(|flags, out| out.flag(flags.patients_admitted)),
            "reportingLevel" => leaf(|flags, out| out.flag(flags.reporting_level)),
            _ => return unplanned(),
        })
    }
}

pub struct NearKind;

impl Kind for NearKind {
    type At<'a> = (GeographicalParent, NaiveDate);

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "relation" => leaf(|(parent, _), out| out.plain(parent.relation.as_str())),
            "unit" => one(compile.entity(asked)?, |run, (parent, day)| unit_of(run, parent.target?, day)),
            _ => return unplanned(),
        })
    }
}
