use std::fmt;

use super::Place;

/// An enum of stable codes with their names in capitals.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// The code as it is printed and stored; never changed once published.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// Why a record cannot be used.
    RefusalCode {
        /// The SOR code of the unit, its parent or a replaced unit has the wrong form or check digit.
        InvalidSorCode = "INVALID_SOR_CODE",
        /// The location number has the wrong form or check digit.
        InvalidGln = "INVALID_GLN",
        /// A date that the record cannot do without is not a date.
        InvalidDate = "INVALID_DATE",
        /// Another value that the record cannot do without is not what it has to be.
        InvalidValue = "INVALID_VALUE",
        /// A value that the record cannot do without is missing.
        MissingField = "MISSING_FIELD",
        /// The name has more than 60 characters.
        NameTooLong = "NAME_TOO_LONG",
        /// Not `FirstFromDate` <= `FromDate` <= `ToDate`.
        DatesOutOfOrder = "DATES_OUT_OF_ORDER",
        /// Neither IE, SI nor OE, or a record of another kind than its entity.
        UnknownKind = "UNKNOWN_KIND",
        /// A NUL or another control character.
        ControlCharacter = "CONTROL_CHARACTER",
        /// The texts of one record take more room than any real record.
        RecordTooLarge = "RECORD_TOO_LARGE",
        /// A CSV row with more or fewer fields than its header.
        WrongFieldCount = "WRONG_FIELD_COUNT",
        /// A second record inside one entity element.
        SecondRecord = "SECOND_RECORD",
        /// A second own location number on one unit.
        SecondNumber = "SECOND_NUMBER",
        /// The unit above it was refused.
        ParentRefused = "PARENT_REFUSED",
        /// It hangs under a unit of a kind that it does not fit under.
        WrongParentKind = "WRONG_PARENT_KIND",
        /// The same code again.
        Duplicate = "DUPLICATE",
        /// The parent is not known.
        Orphan = "ORPHAN",
        /// It would be its own ancestor.
        Cycle = "CYCLE",
        /// The register holds a later version.
        StaleVersion = "STALE_VERSION",
    }
}

codes! {
    /// What is odd about something that was kept.
    FindingCode {
        /// A unit without a type.
        MissingUnitType = "MISSING_UNIT_TYPE",
        /// An element that is not known; it and what it holds was skipped.
        UnknownElement = "UNKNOWN_ELEMENT",
        /// A CSV column that the mapping does not name; it was skipped.
        UnknownColumn = "UNKNOWN_COLUMN",
        /// No column tells the parent of units.
        ParentUnknownColumn = "PARENT_UNKNOWN_COLUMN",
        /// An optional value that is not what it has to be; it was left out.
        InvalidOptionalField = "INVALID_OPTIONAL_FIELD",
        /// A text longer than the schema allows; it was kept as it is.
        TextTooLong = "TEXT_TOO_LONG",
        /// Tabs or line breaks inside a one-line text; each run became one space.
        LineBreakInText = "LINE_BREAK_IN_TEXT",
        /// The same element twice in one record; the first was kept.
        RepeatedElement = "REPEATED_ELEMENT",
        /// More than 8 specialities; all were kept.
        TooManySpecialities = "TOO_MANY_SPECIALITIES",
        /// A geographical relation that does not go with its target.
        GeographicalParent = "GEOGRAPHICAL_PARENT",
        /// Some, not all, of the three hospital flags; they were left out.
        IncompleteFlags = "INCOMPLETE_FLAGS",
        /// A coordinate finer than a millimetre; it was rounded.
        CoordinateRounded = "COORDINATE_ROUNDED",
        /// A row that is of no use here.
        RowSkipped = "ROW_SKIPPED",
        /// An entry of an archive that is of no known format; it was skipped.
        FileSkipped = "FILE_SKIPPED",
        /// A unit valid on days on which its parent is not.
        ChildOutsideParent = "CHILD_OUTSIDE_PARENT",
        /// A code that is in none of the code lists.
        UnknownCode = "UNKNOWN_CODE",
        /// Hospital flags on a unit that is not under a hospital.
        FlagsOutsideHospital = "FLAGS_OUTSIDE_HOSPITAL",
        /// An inherited location number where there is none to inherit.
        InheritsNothing = "INHERITS_NOTHING",
        /// What is missing from the files was not taken for closed.
        AbsenceIgnored = "ABSENCE_IGNORED",
        /// A record that was closed in the register and is open in the files.
        Reopened = "REOPENED",
        /// Days between two versions of one unit.
        GapInHistory = "GAP_IN_HISTORY",
    }
}

/// A record that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// First line of the record.
    pub place: Place,
    /// The SOR code or location number concerned, as written.
    pub sor_code: Option<String>,
    /// Stable code.
    pub code: RefusalCode,
    /// Why, as a sentence.
    pub reason: String,
}

/// Something odd that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line of the value concerned.
    pub place: Place,
    /// The SOR code or location number concerned, as written.
    pub sor_code: Option<String>,
    /// Stable code.
    pub code: FindingCode,
    /// What is odd and what was done, as a sentence.
    pub message: String,
}
