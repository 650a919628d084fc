//! Deals the units of a register out to its owners.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::budget::split;
use super::dice::Dice;
use super::geography::{Geography, Municipality};
use super::grower::Grower;
use super::hospital::REGION;
use super::life::{Life, shift};
use super::municipal::MUNICIPALITY;
use super::plan::{Links, Plan, Reach};
use super::private::OWNERS;
use super::profile::{Profile, Size};
use super::record::Level;
use super::state::{STATE, STATE_OWNERS};
use super::words::{self, Blanks};

/// How many units, in 1,000, regions, municipalities and the state have; the rest is private.
const REGIONAL_SHARE: u32 = 350;
const MUNICIPAL_SHARE: u32 = 270;
const STATE_SHARE: u32 = 15;

/// Below this many units the state is one owner.
const UNITS_FOR_ALL_OF_STATE: u32 = 2000;

const DECLARATION: &str = concat!(
    r#"<?xml version="1.0" encoding="utf-8"?>
<SorTree xmlns:osak="http://rep.oio.dk/osak.dk/xml/schemas/2006/04/25/""#,
    r#" xmlns:cpr="http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/""#,
    r#" xmlns:cvr="http://rep.oio.dk/cvr.dk/xml/schemas/2005/03/22/""#,
    r#" xmlns:xkom="http://rep.oio.dk/xkom.dk/xml/schemas/2006/01/06/""#,
    r#" xmlns:sor1="urn:oio:sundhedsstyrelsen:organisation:1.0.0""#,
    r#" xmlns:dkcc="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/""#,
    r#" xmlns:dkcc2005="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/03/15/""#,
    r#" xmlns:kms="http://rep.oio.dk/kms.dk/xml/schemas/2007/05/23/""#,
    r#" xmlns:xkom1="http://rep.oio.dk/xkom.dk/xml/schemas/2005/03/15/""#,
    r#" xmlns:dkcc2005-2="http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/05/13/""#,
    r#" xmlns="urn:oio:nsi:2.0.0">"#,
    "\n"
);

/// The units of each kind of owner.
#[derive(Debug)]
struct Shares {
    regions: Vec<u32>,
    /// Positions in the list of municipalities, with the units of each.
    municipalities: Vec<(usize, u32)>,
    state: Vec<u32>,
    private: u32,
}

impl Shares {
    /// Deals out `units`: all regions, and as many municipalities as there is room for, the biggest first.
    fn of(units: u32, geography: &Geography) -> Self {
        let least = Level::Owner.least();
        let share = |per_mille: u32| u64::from(units) * u64::from(per_mille) / 1000;
        let share = |per_mille, owners: usize| {
            let floor = least * u32::try_from(owners).unwrap_or(u32::MAX / least);
            u32::try_from(share(per_mille)).unwrap_or(u32::MAX).max(floor)
        };
        let region_weights: Vec<u32> = geography.regions.iter().map(|region| region.weight).collect();
        let regional = share(REGIONAL_SHARE, region_weights.len());
        let municipal = share(MUNICIPAL_SHARE, 1);
        let state_owners = if units < UNITS_FOR_ALL_OF_STATE { 1 } else { STATE_OWNERS.len() };
        let state = share(STATE_SHARE, state_owners);

        let mut chosen: Vec<usize> = (0..geography.municipalities.len()).collect();
        chosen.sort_by_key(|&index| std::cmp::Reverse(geography.municipalities[index].weight));
        chosen.truncate((municipal / least) as usize);
        chosen.sort_unstable();
        let weights: Vec<u32> = chosen.iter().map(|&index| geography.municipalities[index].weight).collect();
        Self {
            regions: split(regional, &region_weights, least),
            municipalities: chosen.into_iter().zip(split(municipal, &weights, least)).collect(),
            state: split(state, &vec![1; state_owners], least),
            private: units - regional - municipal - state,
        }
    }
}

impl<'g, X: Write, M: Write> Grower<'g, X, M> {
    /// Makes a register of `units` units.
    pub(super) fn register(&mut self, units: u32) -> io::Result<()> {
        let today = self.world.today;
        let geography = &self.world.geography;
        let shares = Shares::of(units, geography);
        self.xml.raw(DECLARATION);
        self.xml.value("sor1:CreatedAtTime", format_args!("{today}T01:00:00+01:00"));
        self.xml.value("sor1:SnapshotDate", today);
        for (region, size) in geography.regions.iter().zip(shares.regions) {
            let home = geography.municipality(region.seat);
            self.public_owner(&REGION, &region.name, size, home, Reach::Region(&region.code))?;
        }
        for (index, size) in shares.municipalities {
            let home = &geography.municipalities[index];
            self.public_owner(&MUNICIPALITY, &municipality_name(home), size, home, Reach::Municipality)?;
        }
        for (name, size) in STATE_OWNERS.into_iter().zip(shares.state) {
            let home = geography.draw(None, &mut self.dice);
            self.public_owner(&STATE, name, size, home, Reach::Country)?;
        }
        self.private_owners(shares.private)?;
        self.xml.close("SorTree");
        Ok(())
    }

    fn public_owner(
        &mut self,
        profile: &'static Profile,
        name: &str,
        size: u32,
        home: &'g Municipality,
        reach: Reach<'g>,
    ) -> io::Result<()> {
        let plan = Plan {
            profile,
            size,
            name: name.to_owned(),
            life: Life::since(founding_day(self.world.today)),
            links: Links::default(),
            institution_links: Links::default(),
            speciality: None,
            home,
        };
        self.owner(plan, reach)
    }

    /// Makes private owners until `budget` units are used up.
    fn private_owners(&mut self, budget: u32) -> io::Result<()> {
        let today = self.world.today;
        let past = Life::since(first_practice_day(today));
        let mut left = budget;
        while left > 0 {
            let profile = OWNERS[self.dice.weighted(OWNERS.iter().map(|kind| kind.weight))].profile;
            let size = owner_size(profile.size, left, &mut self.dice);
            let fate = self.fate(size, &past);
            let life = Life::draw(fate, &past, today, &mut self.dice);
            let mut plan = self.private_plan(profile, size, life);
            left -= size;
            let last_day = life.to.filter(|_| left > 0 && self.dice.chance(120));
            let Some(last_day) = last_day else {
                self.owner(plan, Reach::Municipality)?;
                continue;
            };
            // Another owner takes the practice over: the institution below it replaces the one below this owner.
            let heir_size = owner_size(profile.size, left, &mut self.dice);
            left -= heir_size;
            let institution = self.ids.next_serial() + 1;
            plan.institution_links.replaced_by = vec![institution + size];
            let heir_life = Life::spanning(shift(last_day, 1), None, today, &mut self.dice);
            let mut heir = self.private_plan(profile, heir_size, heir_life);
            heir.institution_links.replaces = vec![institution];
            heir.home = plan.home;
            heir.speciality = plan.speciality;
            self.owner(plan, Reach::Municipality)?;
            self.owner(heir, Reach::Municipality)?;
        }
        Ok(())
    }

    fn private_plan(&mut self, profile: &'static Profile, size: u32, life: Life) -> Plan<'g> {
        let home = self.world.geography.draw(None, &mut self.dice);
        let speciality = self.speciality(profile.field, None);
        let specialities = &self.world.catalogue.specialities;
        let blanks = Blanks {
            parent: "",
            owner: "",
            town: &home.town,
            speciality: speciality.map_or("", |index| specialities[index].name.as_str()),
            ordinal: 1,
        };
        let pattern = *self.dice.pick(profile.names);
        Plan {
            name: words::name(pattern, &blanks, &mut self.dice),
            profile,
            size,
            life,
            links: Links::default(),
            institution_links: Links::default(),
            speciality,
            home,
        }
    }
}

/// A size such that what is left afterwards is nothing, or enough for another owner.
fn owner_size(size: Size, left: u32, dice: &mut Dice) -> u32 {
    let least = Level::Owner.least();
    let size = size.draw(left, dice).max(least).min(left);
    if left - size < least { left } else { size }
}

/// What municipalities call themselves: two do not just put their name before the word.
fn municipality_name(municipality: &Municipality) -> String {
    match municipality.code.as_str() {
        "0101" => "Københavns Kommune".to_owned(),
        "0400" => "Bornholms Regionskommune".to_owned(),
        _ => format!("{} Kommune", municipality.name),
    }
}

/// The day today's regions and municipalities began, or one well before `today`.
fn founding_day(today: NaiveDate) -> NaiveDate {
    day_or_earlier(NaiveDate::from_ymd_opt(2007, 1, 1), today)
}

/// The day of the oldest practices, or one well before `today`.
fn first_practice_day(today: NaiveDate) -> NaiveDate {
    day_or_earlier(NaiveDate::from_ymd_opt(1999, 1, 1), today)
}

fn day_or_earlier(day: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    let ten_years_back = shift(today, -3653);
    day.map_or(ten_years_back, |day| day.min(ten_years_back))
}
