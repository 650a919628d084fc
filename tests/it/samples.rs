//! The real samples in the graph: each address, speciality, flag and number that they tell.

use serde_json::{Value, json};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_paths};
use crate::support::server::TestServer;
use crate::support::{on_both, sample};

on_both!(
    the_real_practice_is_told_in_full,
    the_real_hospital_is_told_in_full,
    the_real_clinic_is_told_in_full,
);

async fn with_sample(kind: Kind, path: &str) -> Option<TestServer> {
    let file = sample(path)?;
    let server = TestServer::start(kind).await;
    import_paths(&server.register, &[file], &Options::default()).await.expect("imported");
    Some(server)
}

async fn the_real_practice_is_told_in_full(kind: Kind) {
    let Some(server) = with_sample(kind, "xml-v1/ONE_PRAKSIS.xml").await else {
        return;
    };
    let query = r#"{
      organisationalUnit(by: { sorCode: "8341000016002" }) {
        name providerNumber type { nameDa } locationNumberState
        specialities { speciality { code nameDa } roleCode }
        geographicalParent { relation unit { sorCode } }
        effectiveLocationNumber { source from { sorCode } value {
          gln onlyInternal notActive networkOperator { code nameDa } region { code } systemSupplier { code nameDa }
          ediAdministrator { code } status { firstFromDate fromDate toDate updatedAt } } }
        effectivePostalAddress { source from { sorCode } value { streetName building postCode districtName country } }
        effectiveVirtualAddress { source value { telephone fax email } }
        healthInstitution { sorCode name type { code nameDa nameEn } institutionOwner { sorCode ownerType } }
        status { state firstFromDate fromDate toDate updatedAt }
      }
    }"#;
    let unit = &server.data(query).await["organisationalUnit"];
    let expected = json!({
        "name": "Lægepraksis Eksempel", "providerNumber": "019062", "type": null, "locationNumberState": "INHERITED",
        "specialities": [{ "speciality": { "code": "408443003", "nameDa": "almen medicin" }, "roleCode": "51000095001" }],
        "geographicalParent": { "relation": "SAME_AS_PARENT", "unit": null },
        "effectiveLocationNumber": {
            "source": "INHERITED", "from": { "sorCode": "8321000016007" },
            "value": {
                "gln": "5790000141227", "onlyInternal": false, "notActive": false,
                "networkOperator": { "code": "41000035001", "nameDa": "KMD" }, "region": { "code": "1084" },
                "systemSupplier": { "code": "641000055002", "nameDa": null }, "ediAdministrator": { "code": "116" },
                "status": { "firstFromDate": "1999-03-25", "fromDate": "1999-03-25", "toDate": null, "updatedAt": "2009-03-31" },
            },
        },
        "effectivePostalAddress": {
            "source": "INHERITED", "from": { "sorCode": "8321000016007" },
            "value": { "streetName": "Vesterbrogade", "building": "21", "postCode": "3250", "districtName": "Gilleleje", "country": "DK" },
        },
        "effectiveVirtualAddress": { "source": "INHERITED", "value": { "telephone": "48300204", "fax": "48300109", "email": null } },
        "healthInstitution": {
            "sorCode": "8331000016009", "name": "Lægepraksis Eksempel & co",
            "type": { "code": "394761003", "nameDa": "almen lægepraksis", "nameEn": "General practice" },
            "institutionOwner": { "sorCode": "8321000016007", "ownerType": "PRIVATE" },
        },
        "status": { "state": "ACTIVE", "firstFromDate": "1999-03-25", "fromDate": "1999-03-25", "toDate": null, "updatedAt": "2009-03-31" },
    });
    assert_eq!(*unit, expected, "{unit:#}");
}

async fn the_real_hospital_is_told_in_full(kind: Kind) {
    let Some(server) = with_sample(kind, "xml-v1/ONE_SYGEHUS.xml").await else {
        return;
    };
    let query = r#"{
      healthInstitution(by: { sorCode: "347811000016004" }) {
        name shakCode locationNumberState type { nameEn }
        descendants { totalCount nodes {
          sorCode shakCode type { nameDa } hospitalFlags { ambulantActivity patientsAdmitted reportingLevel }
          specialities { speciality { nameDa } } parent { sorCode } path { sorCode } status { firstFromDate }
          effectiveVirtualAddress { value { website } } effectiveLocationNumber { source } } }
      }
    }"#;
    let institution = &server.data(query).await["healthInstitution"];
    assert_eq!(
        (&institution["shakCode"], &institution["locationNumberState"]),
        (&json!("2529"), &json!("NONE"))
    );
    let mut units = institution["descendants"]["nodes"].as_array().expect("units").clone();
    units.sort_by_key(|unit| unit["sorCode"].to_string());
    assert_eq!(institution["descendants"]["totalCount"], 2);
    let [department, ward] = units.as_slice() else { panic!("{units:#?}") };
    assert_eq!(department["shakCode"], "252901");
    assert_eq!(department["status"]["firstFromDate"], "2009-10-07", "a day before its parent, and kept");
    let flags = json!({ "ambulantActivity": true, "patientsAdmitted": true, "reportingLevel": true });
    assert_eq!((&ward["shakCode"], &ward["hospitalFlags"]), (&json!("2529010"), &flags));
    assert_eq!(ward["specialities"], json!([{ "speciality": { "nameDa": "oftalmologi" } }]));
    assert_eq!(ward["parent"]["sorCode"], "347821000016008");
    let path: Vec<_> = ward["path"].as_array().expect("a path").iter().map(|step| &step["sorCode"]).collect();
    assert_eq!(path, ["347801000016001", "347811000016004", "347821000016008", "347831000016005"]);
    assert_eq!(ward["effectiveVirtualAddress"]["value"]["website"], "www.roskildeojenklinik.dk");
    assert_eq!(ward["effectiveLocationNumber"], Value::Null);
}

async fn the_real_clinic_is_told_in_full(kind: Kind) {
    let Some(server) = with_sample(kind, "xml-v2/Sor_small.xml").await else {
        return;
    };
    let query = r#"{
      institutionOwner(by: { sorCode: "698471000016005" }) {
        cvrNumber locationNumber { gln status { fromDate firstFromDate } }
        postalAddress { municipality { code name region { code } } streetCode north east }
        healthInstitutions { nodes { name
          visitingAddress { streetName } effectiveVisitingAddress { source }
          organisationalUnits { totalCount nodes { name type { nameDa }
            effectiveVisitingAddress { source from { sorCode } value { streetName } }
            effectiveActivityAddress { source } municipality { name } effectiveLocationNumber { value { gln } } } } } }
      }
    }"#;
    let owner = &server.data(query).await["institutionOwner"];
    assert_eq!(
        (&owner["cvrNumber"], &owner["locationNumber"]["gln"]),
        (&json!("35095748"), &json!("5790002401473"))
    );
    let address = json!({
        "municipality": { "code": "0810", "name": "Brønderslev", "region": { "code": "1081" } },
        "streetCode": "2277", "north": 6_347_032.45, "east": 557_481.68,
    });
    assert_eq!(owner["postalAddress"], address);
    let institution = &owner["healthInstitutions"]["nodes"][0];
    assert_eq!(institution["effectiveVisitingAddress"]["source"], "OWN");
    let units = &institution["organisationalUnits"];
    assert_eq!(units["totalCount"], 1, "the invented unit was refused");
    let unit = &units["nodes"][0];
    assert_eq!(unit["effectiveVisitingAddress"]["source"], "DERIVED");
    assert_eq!(unit["effectiveVisitingAddress"]["from"]["sorCode"], "698481000016007");
    assert_eq!(
        (&unit["effectiveActivityAddress"]["source"], &unit["municipality"]["name"]),
        (&json!("DERIVED"), &json!("Brønderslev"))
    );
    assert_eq!(unit["effectiveLocationNumber"]["value"]["gln"], "5790002401473");
}
