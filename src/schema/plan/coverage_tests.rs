//! A field that stands in the schema stands in the plans, too, or on the list of those that are left to the ordinary
//! executor.

use async_graphql::parser::parse_query;

use super::address::{AddressKind, ContactKind};
use super::coded::CodedKind;
use super::compile::Compile;
use super::message::{MessageKind, MessageTypeKind};
use super::number::NumberKind;
use super::parts::{FlagsKind, NearKind, SpecialityKind, StatusKind};
use super::place::{MunicipalityKind, RegionKind};
use super::root::Root;
use super::set::Kind;
use super::unit::UnitKind;
use crate::schema::prepare::CONTRACT;

/// Fields that are left to the ordinary executor: what is restricted, what looks at the past, what is seldom asked.
const LEFT: &[(&str, &[&str])] = &[
    (
        "Query",
        &[
            "_service",
            "auditTrail",
            "case",
            "cases",
            "changes",
            "coordinators",
            "difference",
            "grants",
            "guides",
            "mandates",
            "register",
            "registerDigest",
            "registerRecords",
            "resolve",
            "revisions",
            "sorEntitiesBy",
            "support",
            "viewer",
            "webhooks",
        ],
    ),
    ("InstitutionOwner", &["history", "replacedBy", "replaces", "responsible", "viewerCan"]),
    ("HealthInstitution", &["history", "replacedBy", "replaces", "responsible", "viewerCan"]),
    ("OrganisationalUnit", &["history", "replacedBy", "replaces", "responsible", "viewerCan"]),
    (
        "LocationNumber",
        &["history", "messageTypeHistory", "responsible", "responsibleForMessageTypes", "viewerCan"],
    ),
];

/// What a field needs beside its name.
fn arguments(field: &str) -> &'static str {
    match field {
        "institutionOwner" | "healthInstitution" | "organisationalUnit" | "region" | "municipality"
        | "locationNumber" | "messageType" | "node" => r#"(id: "x", by: { id: "x" })"#,
        "nodes" => r#"(ids: ["x"])"#,
        "codes" => "(list: UNIT_TYPE)",
        "search" => r#"(text: "x")"#,
        "sorEntities" => "(sorCodes: [])",
        "_entities" => "(representations: [])",
        _ => "",
    }
}

fn planned<K: Kind>(on: &'static str, field: &str) -> bool {
    let given = if on == "Query" { arguments(field) } else { "" };
    let below = if CONTRACT.has_fields(CONTRACT.type_of(on, field)) { "{ __typename }" } else { "" };
    let document = parse_query(format!("{{ {field}{given} {below} }}")).expect("a document");
    let (_, operation) = document.operations.iter().next().expect("an operation");
    Compile::new(&CONTRACT, &document, &operation.node).root::<K>(on).is_ok()
}

fn check<K: Kind>(on: &'static str) {
    let left = LEFT.iter().find(|(name, _)| *name == on).map(|(_, left)| *left).unwrap_or_default();
    let fields = CONTRACT.fields(on);
    assert!(!fields.is_empty(), "{on} is no type of the schema");
    for field in &fields {
        let (planned, left) = (planned::<K>(on, field), left.contains(field));
        assert!(planned || left, "{on}.{field} has no plan: add it to src/schema/plan, or leave it in LEFT");
        assert!(!(planned && left), "{on}.{field} has a plan: it is not left to the ordinary executor");
    }
    let unknown: Vec<_> = left.iter().filter(|field| !fields.contains(field)).collect();
    assert!(unknown.is_empty(), "{on} has no such fields: {unknown:?}");
    assert!(!planned::<K>(on, "nonsense"), "what the schema does not have has no plan");
}

#[test]
fn every_field_is_planned_or_left_to_the_ordinary_executor() {
    check::<Root>("Query");
    check::<UnitKind>("InstitutionOwner");
    check::<UnitKind>("HealthInstitution");
    check::<UnitKind>("OrganisationalUnit");
    check::<NumberKind>("LocationNumber");
    check::<MessageKind>("LocationNumberMessageType");
    check::<MessageTypeKind>("MessageType");
    check::<RegionKind>("Region");
    check::<MunicipalityKind>("Municipality");
    check::<AddressKind>("Address");
    check::<ContactKind>("VirtualAddress");
    check::<CodedKind>("CodedValue");
    check::<StatusKind>("Status");
    check::<SpecialityKind>("Speciality");
    check::<FlagsKind>("HospitalFlags");
    check::<NearKind>("GeographicalParent");
}

/// The lines of what a field gives, by what is asked of it.
fn asked_of(field: &str, below: &str) -> bool {
    let document = parse_query(format!("{{ {field} {{ {below} }} }}")).expect("a document");
    let (_, operation) = document.operations.iter().next().expect("an operation");
    Compile::new(&CONTRACT, &document, &operation.node).root::<UnitKind>("OrganisationalUnit").is_ok()
}

#[test]
fn pages_and_effective_values_are_planned_with_all_their_fields() {
    let cases = [
        ("OrganisationalUnitConnection", "children", ""),
        ("OrganisationalUnitEdge", "children", "edges"),
        ("PageInfo", "children", "pageInfo"),
        ("EffectiveAddress", "effectivePostalAddress", ""),
        ("EffectiveVirtualAddress", "effectiveVirtualAddress", ""),
        ("EffectiveLocationNumber", "effectiveLocationNumber", ""),
    ];
    for (on, field, within) in cases {
        let fields = CONTRACT.fields(on);
        assert!(!fields.is_empty(), "{on} is no type of the schema");
        for asked in fields {
            let below = if CONTRACT.has_fields(CONTRACT.type_of(on, asked)) { "{ __typename }" } else { "" };
            let asked = format!("{asked} {below}");
            let asked = if within.is_empty() { asked } else { format!("{within} {{ {asked} }}") };
            assert!(asked_of(field, &asked), "{on}: {asked} has no plan");
        }
    }
}
