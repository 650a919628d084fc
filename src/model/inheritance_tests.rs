use super::*;
use crate::model::UnitKind;

fn unit(serial: u32) -> Unit {
    Unit {
        sor_code: SorCode::from_serial(serial),
        kind: UnitKind::OrganisationalUnit,
        parent: None,
        name: "Afsnit".to_owned(),
        type_code: None,
        cvr: None,
        p_number: None,
        pharmacy_number: None,
        shak: None,
        provider_number: None,
        local_code: None,
        local_attributes: Vec::new(),
        level: None,
        geographical_parent: None,
        number_state: NumberState::None,
        postal_address: None,
        visiting_address: None,
        activity_address: None,
        contact: None,
        specialities: Vec::new(),
        flags: None,
        from_date: chrono::NaiveDate::default(),
        updated_at: None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a unit's field takes")]
fn address(number: u128) -> Option<Uuid> {
    Some(Uuid::from_u128(number))
}

#[expect(clippy::unnecessary_wraps, reason = "what the functions answer")]
fn effective(number: u128, source: Source, from: &Unit) -> Option<Effective<Uuid>> {
    Some(Effective { value: Uuid::from_u128(number), source, from: from.sor_code })
}

#[test]
fn a_postal_address_comes_from_the_nearest_ancestor_that_has_one() {
    let owner = Unit { postal_address: address(1), ..unit(1) };
    let (institution, ward) = (unit(2), unit(3));
    let lineage = [&ward, &institution, &owner];
    assert_eq!(postal_address(&lineage), effective(1, Source::Inherited, &owner));
    assert_eq!(postal_address(&lineage[2..]), effective(1, Source::Own, &owner));
    assert_eq!(postal_address(&lineage[..2]), None);
}

#[test]
fn a_visiting_address_falls_back_to_the_postal_one_not_to_the_parents_visiting_one() {
    let owner = Unit { postal_address: address(1), visiting_address: address(2), ..unit(1) };
    let ward = unit(2);
    assert_eq!(visiting_address(&[&ward, &owner]), effective(1, Source::Derived, &owner));
    let own = Unit { postal_address: address(3), ..unit(2) };
    assert_eq!(visiting_address(&[&own, &owner]), effective(3, Source::Derived, &own));
    let both = Unit { visiting_address: address(4), ..own };
    assert_eq!(visiting_address(&[&both, &owner]), effective(4, Source::Own, &both));
}

#[test]
fn an_activity_address_falls_back_to_the_effective_visiting_one() {
    let owner = Unit { postal_address: address(1), ..unit(1) };
    let ward = Unit { visiting_address: address(2), ..unit(2) };
    assert_eq!(activity_address(&[&ward, &owner]), effective(2, Source::Derived, &ward));
    assert_eq!(activity_address(&[&unit(2), &owner]), effective(1, Source::Derived, &owner));
    let own = Unit { activity_address: address(5), ..ward };
    assert_eq!(activity_address(&[&own, &owner]), effective(5, Source::Own, &own));
}

#[test]
fn contact_data_are_inherited_as_a_whole() {
    let with = |telephone: Option<&str>, email: Option<&str>| {
        Some(Contact {
            telephone: telephone.map(ToOwned::to_owned),
            email: email.map(ToOwned::to_owned),
            ..Contact::default()
        })
    };
    let owner = Unit { contact: with(Some("12345678"), Some("post@example.dk")), ..unit(1) };
    let ward = Unit { contact: with(Some("87654321"), None), ..unit(2) };
    assert_eq!(contact(&[&ward, &owner]).and_then(|c| c.value.email.clone()), None);
    assert_eq!(contact(&[&unit(3), &ward, &owner]).map(|c| c.from), Some(ward.sor_code));
}

#[test]
fn a_number_is_inherited_from_the_nearest_holder_and_only_when_asked_for() {
    let owner = Unit { number_state: NumberState::Own, ..unit(1) };
    let none = unit(2);
    let inherits = Unit { number_state: NumberState::Inherited, ..unit(3) };
    let holder = |lineage: &[&Unit]| number_holder(lineage).map(|holder| (holder.source, holder.from));
    assert_eq!(holder(&[&none, &owner]), None);
    assert_eq!(holder(&[&owner]), Some((Source::Own, owner.sor_code)));
    assert_eq!(holder(&[&inherits, &none, &owner]), Some((Source::Inherited, owner.sor_code)));
    assert_eq!(holder(&[&inherits, &none]), None);
    assert_eq!(holder(&[]), None);
}
