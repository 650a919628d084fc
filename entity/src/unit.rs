//! Versions of institution owners, health institutions and organisational units.

use sea_orm::entity::prelude::*;

/// A row of `unit`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// SOR code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sor_code: i64,
    /// IE, SI or OE.
    pub kind: String,
    /// SOR code of the organisational parent.
    pub parent: Option<i64>,
    /// First day for which this row answers; the first version's reaches back to the opening day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stands_from: Date,
    /// Last day for which this row answers; the last version's reaches up to the last day.
    pub stands_to: Date,
    /// First valid day of the record (FirstFromDate).
    pub first_from: Date,
    /// Last valid day of the record (ToDate), or 9999-12-31 while it is open.
    pub last_day: Date,
    /// Revision that wrote this row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rev_from: i64,
    /// Revision that replaced this row, or the greatest number while it stands.
    pub rev_to: i64,
    /// Digest of the content.
    pub digest: Uuid,
    /// Name.
    pub name: String,
    /// Name as it is searched.
    pub name_search: String,
    /// Name as it is ordered.
    pub name_sort: String,
    /// Owner, institution or unit type.
    pub type_code: Option<String>,
    /// CVR number.
    pub cvr: Option<String>,
    /// Production unit number.
    pub p_number: Option<String>,
    /// Pharmacy number.
    pub pharmacy_number: Option<String>,
    /// SHAK code.
    pub shak: Option<String>,
    /// Provider number.
    pub provider_number: Option<String>,
    /// Local code.
    pub local_code: Option<String>,
    /// Local attributes 1 to 5 as a JSON array of texts and nulls.
    pub local_attributes: Option<String>,
    /// Code of the clinical-administrative level.
    pub level_code: Option<String>,
    /// Name of the clinical-administrative level.
    pub level_name: Option<String>,
    /// Relation to the geographical parent, 1 to 5.
    pub geographical_relation: Option<i16>,
    /// SOR code of the geographical parent for relation 3.
    pub geographical_target: Option<i64>,
    /// OWN, INHERITED or NONE.
    pub number_state: String,
    /// Own postal address.
    pub postal_address: Option<Uuid>,
    /// Own visiting address.
    pub visiting_address: Option<Uuid>,
    /// Own activity address.
    pub activity_address: Option<Uuid>,
    /// Own e-mail address.
    pub email: Option<String>,
    /// Own web site.
    pub website: Option<String>,
    /// Own telephone number.
    pub telephone: Option<String>,
    /// Own fax number.
    pub fax: Option<String>,
    /// Specialities as `code` or `code:role`, separated by spaces, in order.
    pub specialities: Option<String>,
    /// Hospital flag: sees out-patients.
    pub ambulant_activity: Option<bool>,
    /// Hospital flag: admits patients.
    pub patients_admitted: Option<bool>,
    /// Hospital flag: reports to the national patient register.
    pub reporting_level: Option<bool>,
    /// Date from which the latest change applies.
    pub from_date: Date,
    /// Date of the latest edit.
    pub updated_at: Option<Date>,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
