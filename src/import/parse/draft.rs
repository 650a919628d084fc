use super::field::Field;
use super::value::control_character;
use super::{Place, RefusalCode};

/// The most text of one record, and the most values. Real records have some 2,000 bytes.
const LARGEST_TEXT: usize = 256 * 1024;
const MOST_VALUES: usize = 4096;

/// Where a value stands in a draft's text, and on which line it stood in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    start: usize,
    end: usize,
    pub line: u64,
}

/// A speciality as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpecialityDraft {
    pub line: u64,
    pub code: Option<Slot>,
    pub role: Option<Slot>,
}

/// What makes a record useless whatever its fields say.
#[derive(Clone, Debug)]
pub(super) struct Spoilt {
    pub code: RefusalCode,
    pub reason: String,
}

/// The texts of one record before anything is checked. One draft is filled, read
/// and cleared for record after record, so that a text is only copied to a
/// string of its own when it ends in a record that is kept.
#[derive(Debug)]
pub(super) struct Draft {
    /// First line of the record.
    pub place: Place,
    /// First line of the location number inside it.
    pub number_line: Option<u64>,
    /// Lines of further location numbers inside it.
    pub extra_numbers: Vec<u64>,
    pub specialities: Vec<SpecialityDraft>,
    pub replaces: Vec<Slot>,
    pub replaced_by: Vec<Slot>,
    /// Fields that came again, with the line on which they did.
    pub repeated: Vec<(Field, u64)>,
    pub spoilt_unit: Option<Spoilt>,
    pub spoilt_number: Option<Spoilt>,
    text: String,
    slots: [Option<Slot>; Field::COUNT],
    values: usize,
}

impl Draft {
    pub fn new(place: Place) -> Self {
        Self {
            place,
            number_line: None,
            extra_numbers: Vec::new(),
            specialities: Vec::new(),
            replaces: Vec::new(),
            replaced_by: Vec::new(),
            repeated: Vec::new(),
            spoilt_unit: None,
            spoilt_number: None,
            text: String::new(),
            slots: [None; Field::COUNT],
            values: 0,
        }
    }

    /// Empties the draft for the record that begins at `place`.
    pub fn begin(&mut self, place: Place) {
        self.place = place;
        self.number_line = None;
        self.extra_numbers.clear();
        self.specialities.clear();
        self.replaces.clear();
        self.replaced_by.clear();
        self.repeated.clear();
        (self.spoilt_unit, self.spoilt_number) = (None, None);
        self.text.clear();
        self.slots.fill(None);
        self.values = 0;
    }

    /// The value of a field.
    pub fn slot(&self, field: Field) -> Option<Slot> {
        self.slots[field.index()]
    }

    /// The text of a value.
    pub fn text(&self, slot: Slot) -> &str {
        self.text.get(slot.start..slot.end).unwrap_or_default()
    }

    /// Fills a field. White space around the value is dropped, and an empty value is none.
    pub fn set(&mut self, field: Field, text: &str, line: u64) {
        let (label, number) = (|| field.label(), matches!(field, Field::Number(_)));
        let Some(slot) = self.keep(label, number, text, line) else {
            return;
        };
        if self.slots[field.index()].is_some() {
            if self.repeated.len() < 8 {
                self.repeated.push((field, line));
            }
        } else {
            self.slots[field.index()] = Some(slot);
        }
    }

    /// Keeps the text of a list's entry; `None` when it is empty or the record has no more room.
    pub fn keep_entry(&mut self, label: &str, text: &str, line: u64) -> Option<Slot> {
        self.keep(|| label.to_owned(), false, text, line)
    }

    /// Begins a further speciality.
    pub fn begin_speciality(&mut self, line: u64) {
        if self.has_room(false, line) {
            self.specialities.push(SpecialityDraft { line, code: None, role: None });
        }
    }

    /// Begins a location number; `false` when the record has one already.
    pub fn begin_number(&mut self, line: u64) -> bool {
        if self.number_line.is_none() {
            self.number_line = Some(line);
            return true;
        }
        if self.has_room(false, line) {
            self.extra_numbers.push(line);
        }
        false
    }

    fn keep(&mut self, label: impl Fn() -> String, number: bool, text: &str, line: u64) -> Option<Slot> {
        let text = text.trim();
        if text.is_empty() || !self.has_room(number, line) {
            return None;
        }
        if let Some(found) = control_character(text) {
            let reason = format!(
                "The {} on line {line} holds the control character {}.",
                label(),
                found.escape_unicode()
            );
            self.spoil(number, RefusalCode::ControlCharacter, reason);
        }
        let start = self.text.len();
        self.text.push_str(text);
        Some(Slot { start, end: self.text.len(), line })
    }

    fn has_room(&mut self, number: bool, line: u64) -> bool {
        self.values += 1;
        let room = self.values <= MOST_VALUES && self.text.len() <= LARGEST_TEXT;
        if !room {
            let reason = format!(
                "The record is larger than any real one: more than {LARGEST_TEXT} bytes or {MOST_VALUES} values \
                 at line {line}."
            );
            self.spoil(number, RefusalCode::RecordTooLarge, reason);
        }
        room
    }

    /// A location number that is too large takes its unit along: the room is one.
    fn spoil(&mut self, number: bool, code: RefusalCode, reason: String) {
        let part = if number && code != RefusalCode::RecordTooLarge {
            &mut self.spoilt_number
        } else {
            &mut self.spoilt_unit
        };
        part.get_or_insert(Spoilt { code, reason });
    }
}
