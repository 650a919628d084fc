use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::model::MessageFormat;

fn code(serial: u32) -> SorCode {
    SorCode::from_serial(serial)
}

fn gln(body: u64) -> Gln {
    Gln::from_body(body)
}

fn unit(serial: u32) -> Standing {
    Standing {
        code: code(serial),
        name: format!("Enhed {serial}"),
        parent: Some(code(1)),
        in_force: true,
        postal: None,
        visiting: None,
        activity: None,
        contact: None,
        number: None,
        geographical_parent: None,
    }
}

fn message(body: u64, kind: &str, direction: Direction) -> NumberMessageType {
    let message_type =
        MessageTypeKey { format: MessageFormat::Edifact, kind: kind.into(), version: "D9134L".into() };
    let valid_from = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    NumberMessageType {
        gln: gln(body),
        message_type,
        direction,
        valid_from,
        valid_to: None,
        updated_by: None,
    }
}

fn side(units: &[Standing]) -> Side {
    Side { units: units.to_vec(), message_types: vec![] }
}

#[test]
fn the_same_state_has_no_differences() {
    let state =
        Side { message_types: vec![message(1, "DIS91", Direction::Send)], ..side(&[unit(2), unit(3)]) };
    assert!(compare(&state, &state).is_empty());
    assert!(effects(&state.units, &state.units).is_empty());
}

#[test]
fn units_open_and_close_by_being_in_force_or_not() {
    let not_yet = |serial| Standing { in_force: false, ..unit(serial) };
    let earlier = side(&[unit(2), not_yet(3), unit(4), not_yet(5), not_yet(6)]);
    let later = side(&[not_yet(5), unit(7), not_yet(2), unit(3), not_yet(8)]);
    let comparison = compare(&earlier, &later);
    assert_eq!(comparison.opened, [code(3), code(7)]);
    assert_eq!(comparison.closed, [code(2), code(4)]);
}

#[test]
fn a_unit_that_stays_in_force_is_compared_value_by_value() {
    let (old, new) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let contact = Contact { telephone: Some("70000000".into()), ..Contact::default() };
    let before = Standing { postal: Some(old), visiting: Some(old), number: Some(gln(1)), ..unit(2) };
    let after = Standing {
        name: "Afsnit B".into(),
        parent: Some(code(9)),
        visiting: Some(new),
        contact: Some(contact.clone()),
        number: None,
        ..before.clone()
    };
    let comparison = compare(&side(&[before]), &side(&[after]));
    let moved = Moved { code: code(2), from: Some(code(1)), to: Some(code(9)) };
    let renamed = Renamed { code: code(2), from: "Enhed 2".into(), to: "Afsnit B".into() };
    let address = |which, from, to| AddressChange { code: code(2), which, from, to };
    assert_eq!(comparison.moved, [moved]);
    assert_eq!(comparison.renamed, [renamed]);
    assert_eq!(
        comparison.addresses,
        [
            address(
                AddressKind::Visiting,
                Some(AddressValue::Physical(old)),
                Some(AddressValue::Physical(new))
            ),
            address(AddressKind::Contact, None, Some(AddressValue::Virtual(contact))),
        ]
    );
    assert_eq!(comparison.numbers, [NumberChange { code: code(2), from: Some(gln(1)), to: None }]);
}

#[test]
fn a_unit_that_opens_gains_its_number_and_nothing_else() {
    let opened = Standing { postal: Some(Uuid::from_u128(1)), number: Some(gln(1)), ..unit(2) };
    let comparison = compare(&side(&[]), &side(&[opened]));
    assert_eq!(comparison.numbers, [NumberChange { code: code(2), from: None, to: Some(gln(1)) }]);
    assert!(comparison.addresses.is_empty() && comparison.moved.is_empty());
}

#[test]
fn message_types_are_gained_and_lost_by_number_and_direction() {
    let earlier = Side {
        message_types: vec![message(1, "REF01", Direction::Receive), message(1, "DIS91", Direction::Send)],
        ..Side::default()
    };
    // Since when and by whom does not matter: in force is in force.
    let again =
        NumberMessageType { updated_by: Some("drift".into()), ..message(1, "DIS91", Direction::Send) };
    let later = Side {
        message_types: vec![
            message(1, "REF01", Direction::Send),
            again,
            message(0, "DIS91", Direction::Send),
        ],
        ..Side::default()
    };
    let change = |row: NumberMessageType, gained| MessageChange {
        gln: row.gln,
        message_type: row.message_type,
        direction: row.direction,
        gained,
    };
    assert_eq!(
        compare(&earlier, &later).message_types,
        [
            change(message(0, "DIS91", Direction::Send), true),
            change(message(1, "REF01", Direction::Receive), false),
            change(message(1, "REF01", Direction::Send), true),
        ]
    );
}

#[test]
fn the_preview_tells_what_reaches_units_that_are_not_changed_themselves() {
    let (old, new) = (AddressValue::Physical(Uuid::from_u128(1)), AddressValue::Physical(Uuid::from_u128(2)));
    let before = Standing { postal: Some(Uuid::from_u128(1)), ..unit(3) };
    let after = Standing { postal: Some(Uuid::from_u128(2)), name: "Et andet navn".into(), ..unit(3) };
    let closed = Standing { in_force: false, ..unit(2) };
    let created = Standing { number: Some(gln(1)), ..unit(4) };
    let effect = |serial, aspect, before, after| Effect { code: code(serial), aspect, before, after };
    let in_force = |yes| Some(EffectValue::InForce(yes));
    assert_eq!(
        effects(&[before, unit(2)], &[created, closed, after]),
        [
            effect(2, Aspect::InForce, in_force(true), in_force(false)),
            effect(
                3,
                Aspect::PostalAddress,
                Some(EffectValue::Address(old)),
                Some(EffectValue::Address(new))
            ),
            effect(4, Aspect::LocationNumber, None, Some(EffectValue::Number(gln(1)))),
            effect(4, Aspect::InForce, in_force(false), in_force(true)),
        ]
    );
}

fn some_unit() -> impl Strategy<Value = Standing> {
    let place = || prop::option::of((1u128..4).prop_map(Uuid::from_u128));
    let contact = prop::option::of("[0-9]").prop_map(|telephone| {
        telephone.map(|number| Contact { telephone: Some(number), ..Contact::default() })
    });
    let places = (place(), place(), place(), contact);
    let number = prop::option::of((0u64..3).prop_map(gln));
    (2u32..7, "[ab]", prop::option::of((1u32..3).prop_map(code)), any::<bool>(), places, number).prop_map(
        |(serial, name, parent, in_force, (postal, visiting, activity, contact), number)| Standing {
            code: code(serial),
            name,
            parent,
            in_force,
            postal,
            visiting,
            activity,
            geographical_parent: None,
            contact,
            number,
        },
    )
}

fn some_side() -> impl Strategy<Value = Side> {
    let row = (0u64..3, prop::sample::select(vec!["DIS91", "REF01"]), any::<bool>()).prop_map(
        |(body, kind, sends)| message(body, kind, if sends { Direction::Send } else { Direction::Receive }),
    );
    (prop::collection::vec(some_unit(), 0..6), prop::collection::vec(row, 0..6)).prop_map(
        |(mut units, message_types)| {
            units.sort_by_key(|unit| unit.code);
            units.dedup_by_key(|unit| unit.code);
            Side { units, message_types }
        },
    )
}

/// The comparison read the other way round.
fn swapped(comparison: Comparison) -> Comparison {
    let Comparison { opened, closed, moved, renamed, addresses, numbers, message_types } = comparison;
    let moved = moved.into_iter().map(|it| Moved { from: it.to, to: it.from, ..it });
    let renamed = renamed.into_iter().map(|it| Renamed { from: it.to, to: it.from, ..it });
    let addresses = addresses.into_iter().map(|it| AddressChange { from: it.to, to: it.from, ..it });
    let numbers = numbers.into_iter().map(|it| NumberChange { from: it.to, to: it.from, ..it });
    let messages = message_types.into_iter().map(|it| MessageChange { gained: !it.gained, ..it });
    Comparison {
        opened: closed,
        closed: opened,
        moved: moved.collect(),
        renamed: renamed.collect(),
        addresses: addresses.collect(),
        numbers: numbers.collect(),
        message_types: messages.collect(),
    }
}

proptest! {
    /// Swapping the sides swaps what is gained and what is lost, and nothing else.
    #[test]
    fn a_comparison_reads_the_same_both_ways(earlier in some_side(), later in some_side()) {
        prop_assert_eq!(compare(&later, &earlier), swapped(compare(&earlier, &later)));
        let back = effects(&later.units, &earlier.units);
        let back = back.into_iter().map(|it| Effect { before: it.after, after: it.before, ..it });
        prop_assert_eq!(back.collect::<Vec<_>>(), effects(&earlier.units, &later.units));
    }

    /// The order in which units and rows are given does not matter.
    #[test]
    fn order_does_not_matter(earlier in some_side(), later in some_side()) {
        let mut reversed = later.clone();
        reversed.units.reverse();
        reversed.message_types.reverse();
        prop_assert_eq!(compare(&earlier, &reversed), compare(&earlier, &later));
    }
}
