use super::*;
use crate::identity::Caller;
use crate::model::SorCode;

fn owner(serial: u32, kind: OwnerKind) -> Owner {
    Owner { code: SorCode::from_serial(serial), name: format!("Owner {serial}"), kind: Some(kind) }
}

fn matter(part: Part, owner: &Owner) -> Matter {
    Matter { owner: Some(owner.clone()), lineage: vec![owner.code], ..Matter::new(part, "it") }
}

fn holder(role: Role, organisation: Party) -> Actor {
    let caller = Caller { subject: "somebody".to_owned(), ..Caller::default() };
    Actor { caller, rights: vec![Right { role, organisation, scope: None }] }
}

#[test]
fn only_the_operator_imports() {
    let permit = decide(&Actor::operator(), "IMPORT", None, &[Asked::import()]).expect("may");
    assert_eq!((permit.role(), permit.act()), (Some(Role::Operator), "IMPORT"));
    let denial = decide(&Actor::anonymous(), "IMPORT", None, &[Asked::import()]).expect_err("denied");
    assert_eq!(
        denial.to_string(),
        "You may not create the official extract \"an official extract\": it takes OPERATOR. You have not signed in."
    );
}

#[test]
fn a_municipality_keeps_its_own_units_and_no_others() {
    let (home, other) = (owner(1, OwnerKind::Municipality), owner(2, OwnerKind::Municipality));
    let actor = holder(Role::Coordinator, Party::Owner(home.code));
    assert!(may(&actor, Action::Update, &matter(Part::OrganisationalUnit, &home)));
    assert!(!may(&actor, Action::Update, &matter(Part::OrganisationalUnit, &other)));
    assert!(!may(&actor, Action::Update, &matter(Part::HealthInstitution, &home)));
    assert!(!may(&actor, Action::Update, &matter(Part::LocationNumber, &home)));
}

#[test]
fn whoever_may_not_do_one_part_of_an_act_may_do_none_of_it() {
    let (home, other) = (owner(1, OwnerKind::Municipality), owner(2, OwnerKind::Municipality));
    let actor = holder(Role::Coordinator, Party::Owner(home.code));
    let asked =
        [&home, &other].map(|owner| Asked::new(Action::Move, matter(Part::OrganisationalUnit, owner)));
    let denial = decide(&actor, "MOVE", None, &asked).expect_err("denied");
    assert_eq!(denial.owner.map(|owner| owner.code), Some(other.code));
    assert!(decide(&actor, "MOVE", None, &[]).is_err(), "an act that names nothing");
}

#[test]
fn a_right_over_a_part_of_a_tree_ends_there() {
    let home = owner(1, OwnerKind::Municipality);
    let part = SorCode::from_serial(7);
    let mut actor = holder(Role::Editor, Party::Owner(home.code));
    actor.rights[0].scope = Some(part);
    let mut unit = matter(Part::OrganisationalUnit, &home);
    assert!(!may(&actor, Action::Update, &unit));
    unit.lineage.insert(0, part);
    assert!(may(&actor, Action::Update, &unit));
}

#[test]
fn medcom_keeps_municipal_message_types_but_not_those_of_special_systems() {
    let home = owner(1, OwnerKind::Municipality);
    let actor = holder(Role::MedCom, Party::MedCom);
    let number = matter(Part::MessageTypes, &home);
    assert!(may(&actor, Action::Update, &number));
    assert!(!may(&actor, Action::Update, &Matter { special_system: true, ..number.clone() }));
    assert!(!may(&actor, Action::Update, &matter(Part::MessageTypes, &owner(2, OwnerKind::Private))));
    assert_eq!(keeper(&number), Some(Party::MedCom));
}

#[test]
fn a_supplier_needs_a_mandate_for_its_own_systems() {
    let home = owner(1, OwnerKind::Municipality);
    let actor = holder(Role::SystemSupplier, Party::Supplier("kmd".to_owned()));
    let on_ours = Matter { supplier: Some("kmd".to_owned()), ..matter(Part::MessageTypes, &home) };
    assert!(!may(&actor, Action::Update, &on_ours));
    assert!(may(&actor, Action::Update, &Matter { mandated: true, ..on_ours.clone() }));
    let others = Matter { supplier: Some("other".to_owned()), mandated: true, ..on_ours };
    assert!(!may(&actor, Action::Update, &others));
}

#[test]
fn each_record_has_a_keeper() {
    let keeper_of = |part, kind| keeper(&matter(part, &owner(1, kind)));
    let own = Some(Party::Owner(SorCode::from_serial(1)));
    assert_eq!(keeper_of(Part::OrganisationalUnit, OwnerKind::Municipality), own);
    assert_eq!(keeper_of(Part::LocationNumber, OwnerKind::Region), own);
    assert_eq!(keeper_of(Part::LocationNumber, OwnerKind::Municipality), Some(Party::Authority));
    assert_eq!(keeper_of(Part::HealthInstitution, OwnerKind::Municipality), Some(Party::Authority));
    assert_eq!(keeper_of(Part::OrganisationalUnit, OwnerKind::State), Some(Party::Authority));
}

#[test]
fn anybody_asks_but_only_who_has_signed_in() {
    let request = Matter::new(Part::ChangeRequest, "a change");
    assert!(!may(&Actor::anonymous(), Action::Ask, &request));
    assert!(may(&holder(Role::MedCom, Party::MedCom), Action::Ask, &request));
}
