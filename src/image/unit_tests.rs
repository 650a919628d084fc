use uuid::Uuid;

use super::*;
use crate::model::{Address, GeographicalRelation, Lifetime};

fn day(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(735_000 + number).expect("a day")
}

fn around(own: [Option<Arc<ImageAddress>>; 3]) -> Around {
    Around { slot: Slot::behind(7), parent: Some(Slot::behind(0)), type_number: TypeNumber::new(3), own }
}

/// With every field set: what an image left out would be missed.
fn full(own: &[Option<Arc<ImageAddress>>; 3]) -> Version<Unit> {
    let text = |text: &str| Some(text.to_owned());
    let id = |place: usize| own[place].as_ref().map(|address: &Arc<ImageAddress>| address.id);
    let content = Unit {
        sor_code: SorCode::from_serial(12_345),
        kind: UnitKind::OrganisationalUnit,
        parent: Some(SorCode::from_serial(54_321)),
        name: "Ærø  Sygehus, Afsnit A-2".to_owned(),
        type_code: text("22232009"),
        cvr: Cvr::from_body(2_919_098),
        p_number: PNumber::parse("1003263542").ok(),
        pharmacy_number: text("362,1"),
        shak: ShakCode::parse("4212A1X").ok(),
        provider_number: ProviderNumber::parse("012345").ok(),
        local_code: text("æ"),
        local_attributes: vec![text("a"), None, text("c")],
        level: Some(Level { code: text("1"), name: None }),
        geographical_parent: Some(GeographicalParent {
            relation: GeographicalRelation::OtherUnit,
            target: Some(SorCode::from_serial(999)),
        }),
        number_state: NumberState::Inherited,
        postal_address: id(0),
        visiting_address: id(1),
        activity_address: id(2),
        contact: Some(Contact {
            email: text("post@example.dk"),
            website: None,
            telephone: text("12345678"),
            fax: text("87654321"),
        }),
        specialities: vec![
            Speciality { code: "394582007".to_owned(), role: None },
            Speciality { code: "394581000".to_owned(), role: text("51000095001") },
        ],
        flags: Some(HospitalFlags {
            ambulant_activity: true,
            patients_admitted: false,
            reporting_level: true,
        }),
        from_date: day(30),
        updated_at: Some(day(31)),
    };
    let life = Lifetime { first_from: day(0), to: Some(day(900)) };
    Version { content, life, stands_from: day(30), stands_to: day(60), written: Revision(77) }
}

#[test]
fn a_version_is_given_back_as_it_was() {
    let address = |number: u128| {
        let address = Address { building: Some(number.to_string()), ..Address::default() };
        Some(Arc::new(ImageAddress::new(Uuid::from_u128(number), &address)))
    };
    let own = [address(1), address(2), address(3)];
    let version = full(&own);
    let unit = ImageUnit::new(version.clone(), around(own));
    assert_eq!(unit.version(), version);
    assert_eq!(unit.search_key(), "aeroe sygehus afsnit a 2");
    assert_eq!(unit.sort_key(), "{r|  sygehus, afsnit a-2");
}

#[test]
fn what_is_missing_stays_missing() {
    let mut version = full(&[None, None, None]);
    version.content = Unit {
        parent: None,
        name: "lager".to_owned(),
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
        contact: None,
        specialities: Vec::new(),
        flags: None,
        updated_at: None,
        ..version.content
    };
    version.life.to = None;
    let unit = ImageUnit::new(version.clone(), around([None, None, None]));
    assert_eq!(unit.version(), version);
    assert_eq!((unit.search_key(), unit.sort_key()), ("lager", "lager"));
    assert!(unit.contact().is_none() && unit.rare.is_none());
}
