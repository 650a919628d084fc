//! Grows the trees of a register, one unit at a time, from the owner down.

use std::io::{self, Write};

use super::address::{Address, Contact};
use super::budget::Pace;
use super::catalogue::Speciality;
use super::dice::Dice;
use super::geography::Municipality;
use super::identifiers::Identifiers;
use super::life::{Fate, Life, shift};
use super::messages::MessageFile;
use super::plan::{Links, Plan, Reach, Scope, Tally, World};
use super::profile::{Child, Field, Profile};
use super::record::{Level, Location};
use super::words::{self, Blanks};
use super::xml::Xml;

/// The state of a register in the making.
pub(super) struct Grower<'g, X, M> {
    pub(super) world: &'g World,
    pub(super) dice: Dice,
    pub(super) pace: Pace,
    pub(super) ids: Identifiers,
    pub(super) tally: Tally,
    pub(super) xml: Xml<X>,
    pub(super) messages: MessageFile<M>,
    pub(super) progress: &'g mut dyn FnMut(u64),
}

/// How often progress is told, in units.
const PROGRESS_STEP: u32 = 1000;

impl<'g, X: Write, M: Write> Grower<'g, X, M> {
    /// Makes an owner and everything below it.
    pub(super) fn owner(&mut self, plan: Plan<'g>, reach: Reach<'g>) -> io::Result<()> {
        let root = Scope {
            level: Level::Owner,
            name: String::new(),
            owner: plan.name.clone(),
            life: plan.life,
            address: Address::draw(plan.home, &mut self.dice),
            reach,
            inheritable: false,
            hospital: false,
            speciality: None,
        };
        self.grow(plan, Level::Owner, &root)
    }

    /// Makes a unit and everything below it.
    fn grow(&mut self, plan: Plan<'g>, level: Level, parent: &Scope<'g>) -> io::Result<()> {
        self.xml.open(level.tree_tag());
        let (record, address) = self.draft(&plan, level, parent);
        record.write(&mut self.xml);
        self.xml.hand_on()?;
        self.count(level, &plan.life);
        let inheritable = match &record.location {
            Location::Own(number) => {
                let traffic = plan.profile.traffic;
                let World { catalogue, today, .. } = self.world;
                self.messages.write(&number.gln, &number.life, traffic, catalogue, *today, &mut self.dice)?;
                number.life.first == plan.life.first && number.life.to == plan.life.to
            }
            Location::Inherited => true,
            Location::None => false,
        };
        let is_hospital = level == Level::Institution && record.kind == super::HOSPITAL_TYPE;
        let Plan { profile, size, name, life, institution_links, speciality, .. } = plan;
        let scope = Scope {
            level,
            name,
            owner: parent.owner.clone(),
            life,
            address,
            reach: parent.reach,
            inheritable,
            hospital: parent.hospital || is_hospital,
            speciality,
        };
        self.children(profile, size - 1, institution_links, &scope)?;
        self.xml.close(level.tree_tag());
        Ok(())
    }

    /// Makes children of `scope` until `budget` units are used up.
    fn children(
        &mut self,
        profile: &'static Profile,
        budget: u32,
        first_links: Links,
        scope: &Scope<'g>,
    ) -> io::Result<()> {
        let level = scope.level.below();
        let mut left = budget;
        let mut ordinal = 0;
        let mut first_links = Some(first_links);
        while left > 0 {
            let child = self.choose(profile, ordinal, left);
            let size = self.size_of(child, level, budget, left);
            ordinal += 1;
            let plan = if let Some(links) = first_links.take() {
                // The first child lives as long as its parent, so that no valid tree lacks a level.
                let plan = self.plan(child, size, scope.life, ordinal, scope);
                Plan { links, ..plan }
            } else {
                let fate = self.fate(size, &scope.life);
                if let Some(taken) = self.succession(child, size, fate, left, &mut ordinal, scope)? {
                    left -= taken;
                    continue;
                }
                let life = Life::draw(fate, &scope.life, self.world.today, &mut self.dice);
                self.plan(child, size, life, ordinal, scope)
            };
            left -= size;
            self.grow(plan, level, scope)?;
        }
        Ok(())
    }

    /// One or two units that are followed by another, if chance and `left` allow it; returns the units made.
    fn succession(
        &mut self,
        child: &'static Profile,
        size: u32,
        fate: Fate,
        left: u32,
        ordinal: &mut u32,
        scope: &Scope<'g>,
    ) -> io::Result<Option<u32>> {
        let today = self.world.today;
        let ends = matches!(fate, Fate::Closed | Fate::Closing) && !scope.life.is_closed(today);
        if !ends || !self.dice.chance(130) {
            return Ok(None);
        }
        let level = scope.level.below();
        let mut sizes = vec![size];
        let others = if self.dice.chance(200) { 2 } else { 1 };
        for _ in 0..others {
            sizes.push(child.size.draw(left, &mut self.dice).max(level.least()));
        }
        let total: u32 = sizes.iter().sum();
        if total > left || (total < left && left - total < level.least()) {
            return Ok(None);
        }
        let old = Life::draw(fate, &scope.life, today, &mut self.dice);
        let Some(last_day) = old.to.filter(|&to| scope.life.to.is_none_or(|end| to < end)) else {
            return Ok(None);
        };
        let serials = serials_of(&sizes, self.ids.next_serial());
        let (heir, predecessors) = serials.split_last().expect("a succession has an heir");
        let mut known_as = None;
        for (index, &size) in sizes.iter().enumerate() {
            let is_heir = index == predecessors.len();
            let life = match index {
                0 => old,
                _ if is_heir => Life::spanning(shift(last_day, 1), scope.life.to, today, &mut self.dice),
                _ => Life::draw(fate, &scope.life, today, &mut self.dice).ended(last_day),
            };
            let mut plan = self.plan(child, size, life, *ordinal, scope);
            if is_heir {
                plan.links.replaces = predecessors.to_vec();
                // The name stays, and so does what is done there.
                (plan.name, plan.speciality) = known_as.take().unwrap_or((plan.name, plan.speciality));
            } else {
                plan.links.replaced_by = vec![*heir];
                known_as.get_or_insert_with(|| (plan.name.clone(), plan.speciality));
            }
            *ordinal += 1;
            self.grow(plan, level, scope)?;
        }
        Ok(Some(total))
    }

    /// A unit with its name and speciality.
    fn plan(
        &mut self,
        profile: &'static Profile,
        size: u32,
        life: Life,
        ordinal: u32,
        scope: &Scope<'g>,
    ) -> Plan<'g> {
        let speciality = self.speciality(profile.field, scope.speciality);
        let home = self.home(scope);
        let specialities = &self.world.catalogue.specialities;
        let blanks = Blanks {
            parent: &scope.name,
            owner: &scope.owner,
            town: &home.town,
            speciality: speciality.map_or("", |index| specialities[index].name.as_str()),
            ordinal,
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

    /// The municipality for a unit below `scope`.
    fn home(&mut self, scope: &Scope<'g>) -> &'g Municipality {
        let geography = &self.world.geography;
        match (scope.level, scope.reach) {
            (Level::Owner, Reach::Region(code)) => geography.draw(Some(code), &mut self.dice),
            (Level::Owner, Reach::Country) => geography.draw(None, &mut self.dice),
            _ => scope.address.municipality,
        }
    }

    /// The speciality of a unit below one that works in `above`.
    pub(super) fn speciality(&mut self, field: Field, above: Option<usize>) -> Option<usize> {
        let specialities = &self.world.catalogue.specialities;
        match field {
            Field::None => None,
            Field::Own => {
                let index = self.dice.index(specialities.len());
                // General practice is not done in departments: the next one is.
                Some(if is_general_practice(&specialities[index]) {
                    (index + 1) % specialities.len()
                } else {
                    index
                })
            }
            Field::Shared => above,
            Field::General => specialities.iter().position(is_general_practice),
        }
    }

    /// The kind of the next child.
    fn choose(&mut self, profile: &Profile, ordinal: u32, left: u32) -> &'static Profile {
        let children: &'static [Child] = profile.children;
        if profile.in_turn {
            return children[ordinal as usize % children.len()].profile;
        }
        let weights = children.iter().map(|child| if child.least <= left { child.weight } else { 0 });
        let index = if ordinal == 0 {
            weights.clone().position(|weight| weight > 0).unwrap_or(0)
        } else {
            self.dice.weighted(weights)
        };
        children[index].profile
    }

    /// The size of the next child, such that what is left afterwards is nothing, or enough for another.
    fn size_of(&mut self, child: &Profile, level: Level, budget: u32, left: u32) -> u32 {
        let size = child.size.draw(budget, &mut self.dice).max(level.least()).min(left);
        if left - size < level.least() { left } else { size }
    }

    /// What is to become of the next unit below `parent`.
    pub(super) fn fate(&mut self, size: u32, parent: &Life) -> Fate {
        if parent.is_closed(self.world.today) {
            return Fate::Closed;
        }
        if !self.pace.is_small(size) {
            return Fate::Active;
        }
        let closing_chance = self.pace.closing_chance();
        if self.dice.chance(closing_chance) {
            return Fate::Closed;
        }
        match self.dice.below(1000) {
            0..35 => Fate::Closing,
            35..70 => Fate::Future,
            _ => Fate::Active,
        }
    }

    fn count(&mut self, level: Level, life: &Life) {
        match level {
            Level::Owner => self.tally.owners += 1,
            Level::Institution => self.tally.institutions += 1,
            Level::Unit => self.tally.organisational_units += 1,
        }
        self.pace.count_unit(life.is_closed(self.world.today));
        if self.pace.written().is_multiple_of(PROGRESS_STEP) {
            (self.progress)(u64::from(self.pace.written()));
        }
    }

    /// Contact data for the unit called `name`, so often.
    pub(super) fn contact(&mut self, name: &str, per_mille: u32) -> Option<Contact> {
        self.dice.chance(per_mille).then(|| Contact::draw(name, &mut self.dice))
    }
}

/// The serials of trees of these sizes, made one after the other from `next` on.
fn serials_of(sizes: &[u32], next: u32) -> Vec<u32> {
    sizes
        .iter()
        .scan(next, |next, size| {
            let serial = *next;
            *next += size;
            Some(serial)
        })
        .collect()
}

fn is_general_practice(speciality: &Speciality) -> bool {
    speciality.code == "408443003"
}
