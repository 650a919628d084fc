//! Draws what the register holds about one unit.

use std::io::Write;

use chrono::NaiveDate;

use super::address::Address;
use super::grower::Grower;
use super::identifiers;
use super::life::{Life, day_between, shift};
use super::plan::{Plan, Reach, Scope};
use super::profile::{Mark, Profile};
use super::record::{Activity, Level, Location, Number, Record};
use super::traffic::Traffic;

/// The most specialities a unit can have.
const MAX_SPECIALITIES: u32 = 8;

/// How common the network operators are; the others of the list are rare.
const OPERATORS: [(&str, u32); 5] =
    [("81000035007", 35), ("41000035001", 30), ("51000035003", 17), ("100097", 12), ("91000035009", 4)];

const NOTES: [&str; 4] = [
    "Oprettet ved omlægning af postkasse",
    "Modtager på vegne af flere afsnit",
    "Skal udfases ved næste systemskifte",
    "Kontaktes via EDI-administrator før ændring",
];

/// The addresses of a unit: postal, visiting, activity. None means inherited.
type Addresses<'g> = [Option<Address<'g>>; 3];

impl<'g, X: Write, M: Write> Grower<'g, X, M> {
    /// Draws the unit of `plan`, and tells which address it hands down.
    pub(super) fn draft<'r>(
        &mut self,
        plan: &'r Plan<'g>,
        level: Level,
        parent: &Scope<'g>,
    ) -> (Record<'r>, Address<'g>)
    where
        'g: 'r,
    {
        let profile = plan.profile;
        let is_unit = level == Level::Unit;
        let region = match parent.reach {
            Reach::Region(code) => Some(code),
            Reach::Municipality | Reach::Country => None,
        };
        let serial = self.ids.serial();
        let shak = self.ids.shak(level, profile.mark, region);
        let (address, [postal, visiting, at_work]) = self.addresses(plan, level, parent);
        let contact_chance = match level {
            Level::Owner => 1000,
            Level::Institution => 600,
            Level::Unit => 120,
        };
        let record = Record {
            level,
            serial,
            name: &plan.name,
            kind: profile.kind,
            local_code: (is_unit && self.dice.chance(50)).then(|| self.local_code()),
            pharmacy: (profile.mark == Mark::Pharmacy && level != Level::Owner)
                .then(|| identifiers::pharmacy(&mut self.dice)),
            provider: (profile.mark == Mark::Provider && is_unit)
                .then(|| identifiers::provider(&mut self.dice)),
            location: self.location(profile, level, &plan.life, &address, parent.inheritable),
            postal,
            visiting,
            at_work,
            contact: self.contact(&plan.name, contact_chance),
            specialities: if is_unit { self.specialities(plan.speciality) } else { Vec::new() },
            life: plan.life,
            replaces: plan.links.replaces.clone(),
            replaced_by: plan.links.replaced_by.clone(),
            activity: (is_unit && parent.hospital).then(|| self.activity(profile, shak.is_some())),
            attributes: if is_unit { self.attributes() } else { Vec::new() },
            cvr: (level == Level::Owner).then(|| self.ids.cvr()),
            shak,
        };
        (record, address)
    }

    fn addresses(
        &mut self,
        plan: &Plan<'g>,
        level: Level,
        parent: &Scope<'g>,
    ) -> (Address<'g>, Addresses<'g>) {
        let inherited = parent.address;
        match level {
            Level::Owner => (inherited, [Some(inherited), None, None]),
            Level::Institution | Level::Unit => {
                let elsewhere = plan.home.code != inherited.municipality.code;
                if elsewhere || self.dice.chance(plan.profile.premises) {
                    let own = Address::draw(plan.home, &mut self.dice);
                    let visiting = self.dice.chance(550).then_some(own);
                    (own, [Some(own), visiting, self.activity_address(level, plan)])
                } else if level == Level::Institution && self.dice.chance(300) {
                    // Some repeat their parent's address instead of inheriting it.
                    (inherited, [Some(inherited), Some(inherited), None])
                } else {
                    let visiting = self.dice.chance(15).then(|| Address::draw(plan.home, &mut self.dice));
                    (inherited, [None, visiting, self.activity_address(level, plan)])
                }
            }
        }
    }

    fn activity_address(&mut self, level: Level, plan: &Plan<'g>) -> Option<Address<'g>> {
        (level == Level::Unit && self.dice.chance(35)).then(|| Address::draw(plan.home, &mut self.dice))
    }

    fn location(
        &mut self,
        profile: &Profile,
        level: Level,
        life: &Life,
        address: &Address<'g>,
        inheritable: bool,
    ) -> Location<'g> {
        let wanted = if inheritable { profile.number.over } else { profile.number.alone };
        let chance = if wanted == 1000 { wanted } else { self.pace.number_chance(wanted) };
        if self.dice.chance(chance) {
            Location::Own(self.number(profile.traffic, life, address))
        } else if level != Level::Owner && inheritable && self.dice.chance(880) {
            Location::Inherited
        } else {
            Location::None
        }
    }

    fn number(&mut self, traffic: Traffic, unit: &Life, address: &Address<'g>) -> Number<'g> {
        self.pace.count_number();
        let sector = traffic as u32;
        let closed = unit.is_closed(self.world.today);
        let operators = &self.world.catalogue.operators;
        let operator = self.dice.weighted(operators.iter().map(|code| operator_weight(code)));
        let noted = self.dice.chance(20);
        Number {
            gln: self.ids.gln(),
            internal: self.dice.chance(40),
            inactive: self.dice.chance(if closed { 120 } else { 12 }),
            supplier: 100 + sector * 10 + self.dice.below(6),
            system: 300 + sector * 12 + self.dice.below(9),
            operator: &operators[operator],
            region: &address.municipality.region,
            administrator: 600 + self.dice.below(40),
            note: noted.then(|| *self.dice.pick(&NOTES)),
            life: self.number_life(unit),
        }
    }

    /// Most numbers live as long as their unit; some came later, ended sooner, or are yet to come.
    fn number_life(&mut self, unit: &Life) -> Life {
        let today = self.world.today;
        let dice = &mut self.dice;
        let past = unit.latest_past(today);
        let last = unit.to.unwrap_or(NaiveDate::MAX);
        let (first, to) = match dice.below(1000) {
            0..80 if unit.first < past => (day_between(unit.first, past, dice), unit.to),
            80..120 if unit.first < past => {
                (unit.first, Some(day_between(unit.first, shift(past, -1), dice)))
            }
            120..140 if unit.first <= today && last > today => {
                (day_between(shift(today, 1), last.min(shift(today, 200)), dice), unit.to)
            }
            _ => (unit.first, unit.to),
        };
        Life::spanning(first, to, today, dice)
    }

    fn specialities<'r>(&mut self, main: Option<usize>) -> Vec<&'r str>
    where
        'g: 'r,
    {
        let Some(main) = main else { return Vec::new() };
        let all = &self.world.catalogue.specialities;
        let mut codes = vec![all[main].code.as_str()];
        if self.dice.chance(120) {
            let further = self.dice.between(1, 4).min(MAX_SPECIALITIES - 1);
            for _ in 0..further {
                let code = self.dice.pick(all).code.as_str();
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
        }
        codes
    }

    fn activity(&mut self, profile: &Profile, has_shak: bool) -> Activity {
        let (out_patients, beds) = profile.activity;
        let reporting = if has_shak { 850 } else { 60 };
        [out_patients, beds, reporting].map(|per_mille| self.dice.chance(per_mille))
    }

    fn local_code(&mut self) -> String {
        format!(
            "{}{:03}-{}",
            self.dice.pick(&['A', 'B', 'K', 'P', 'S']),
            self.dice.below(1000),
            self.dice.below(100)
        )
    }

    fn attributes(&mut self) -> Vec<String> {
        if !self.dice.chance(30) {
            return Vec::new();
        }
        let count = self.dice.between(1, 5);
        (0..count).map(|_| format!("Omkostningssted {:04}", self.dice.below(10_000))).collect()
    }
}

fn operator_weight(code: &str) -> u32 {
    OPERATORS.iter().find(|(known, _)| *known == code).map_or(1, |(_, weight)| *weight)
}
