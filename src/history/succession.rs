//! What became of records: from those that were replaced to those that took their place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::{SorCode, State};

/// Where the way through one record leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in force: the way ends here.
    InForce,
    /// It comes into force later: the way ends here.
    Future,
    /// It is closed, and others took its place.
    Replaced,
    /// It is closed, and nothing tells what took its place.
    DeadEnd,
}

/// One record on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub code: SorCode,
    /// How many replacements lie between the start and the record, by the shortest way.
    pub distance: usize,
    /// Where it leads.
    pub outcome: Outcome,
    /// The records that took its place; empty unless it was replaced. More than one is a fork.
    pub next: Vec<SorCode>,
}

/// Follows each of `starts` through `links`, `(old, new)`, to records that are not
/// closed. Each record is met once, the nearest first; a record that `states` does
/// not know is left out. Circles end where they began.
#[must_use]
pub fn follow(
    starts: &[SorCode],
    links: &[(SorCode, SorCode)],
    states: &BTreeMap<SorCode, State>,
) -> Vec<Step> {
    let mut waiting: VecDeque<_> = starts.iter().map(|code| (*code, 0)).collect();
    let mut met = BTreeSet::new();
    let mut steps = Vec::new();
    while let Some((code, distance)) = waiting.pop_front() {
        let Some(state) = states.get(&code) else { continue };
        if !met.insert(code) {
            continue;
        }
        let next = match state {
            State::Closed => successors(code, links, states),
            State::Active | State::Closing | State::Future => Vec::new(),
        };
        waiting.extend(next.iter().map(|code| (*code, distance + 1)));
        steps.push(Step { code, distance, outcome: outcome(*state, &next), next });
    }
    steps
}

fn successors(
    code: SorCode,
    links: &[(SorCode, SorCode)],
    states: &BTreeMap<SorCode, State>,
) -> Vec<SorCode> {
    let new = links.iter().filter(|(old, new)| *old == code && states.contains_key(new));
    let distinct: BTreeSet<_> = new.map(|(_, new)| *new).collect();
    distinct.into_iter().collect()
}

fn outcome(state: State, next: &[SorCode]) -> Outcome {
    match state {
        State::Active | State::Closing => Outcome::InForce,
        State::Future => Outcome::Future,
        State::Closed if next.is_empty() => Outcome::DeadEnd,
        State::Closed => Outcome::Replaced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(serial: u32) -> SorCode {
        SorCode::from_serial(serial)
    }

    fn told(starts: &[u32], links: &[(u32, u32)], states: &[(u32, State)]) -> Vec<(u32, usize, Outcome)> {
        let starts: Vec<_> = starts.iter().map(|serial| code(*serial)).collect();
        let links: Vec<_> = links.iter().map(|(old, new)| (code(*old), code(*new))).collect();
        let known: BTreeMap<_, _> = states.iter().map(|(serial, state)| (code(*serial), *state)).collect();
        let steps = follow(&starts, &links, &known);
        steps.into_iter().map(|step| (step.code.serial(), step.distance, step.outcome)).collect()
    }

    #[test]
    fn a_record_in_force_is_its_own_answer() {
        let steps = told(&[1], &[(1, 2)], &[(1, State::Closing), (2, State::Active)]);
        assert_eq!(steps, [(1, 0, Outcome::InForce)]);
    }

    #[test]
    fn a_chain_is_followed_to_its_end() {
        let states = [(1, State::Closed), (2, State::Closed), (3, State::Active)];
        let steps = told(&[1], &[(1, 2), (2, 3)], &states);
        assert_eq!(steps, [(1, 0, Outcome::Replaced), (2, 1, Outcome::Replaced), (3, 2, Outcome::InForce)]);
    }

    #[test]
    fn a_fork_leads_both_ways_and_meets_each_record_once() {
        let states = [(1, State::Closed), (2, State::Closed), (3, State::Closed), (4, State::Future)];
        let steps = told(&[1], &[(1, 2), (1, 3), (2, 4), (3, 4)], &states);
        let outcomes: Vec<_> = steps.iter().map(|(serial, distance, _)| (*serial, *distance)).collect();
        assert_eq!(outcomes, [(1, 0), (2, 1), (3, 1), (4, 2)]);
        assert_eq!(steps[3].2, Outcome::Future);
    }

    #[test]
    fn dead_ends_and_circles_end() {
        assert_eq!(told(&[1], &[], &[(1, State::Closed)]), [(1, 0, Outcome::DeadEnd)]);
        let circle = [(1, State::Closed), (2, State::Closed)];
        let steps = told(&[1], &[(1, 2), (2, 1)], &circle);
        assert_eq!(steps, [(1, 0, Outcome::Replaced), (2, 1, Outcome::Replaced)]);
    }

    #[test]
    fn a_replacement_that_the_register_does_not_know_is_a_dead_end() {
        assert_eq!(told(&[1], &[(1, 9)], &[(1, State::Closed)]), [(1, 0, Outcome::DeadEnd)]);
    }
}
