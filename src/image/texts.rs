//! Several texts, some of them missing, in one piece of memory.

/// Texts end to end, each behind its length: where most records have few of many texts, this takes a quarter of what
/// a field for each of them would.
///
/// A length is one or more digits to the base of 64, the lowest first, each but the last with [`MORE`] set. All are
/// ASCII, so the whole is text. A missing text has the length 0, one that is there its number of bytes and one
/// more. Missing texts at the end are not written at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(Box<str>);

/// Bits of a digit of a length.
const BITS: u32 = 6;
/// Whether another digit follows.
const MORE: u8 = 1 << BITS;

impl Texts {
    pub fn new(texts: &[Option<&str>]) -> Self {
        let written = texts.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let length: usize = texts.iter().flatten().map(|text| text.len()).sum();
        let mut all = String::with_capacity(length + 2 * written);
        for text in &texts[..written] {
            push_length(&mut all, text.map_or(0, |text| text.len() + 1));
            all.push_str(text.unwrap_or_default());
        }
        Self(all.into_boxed_str())
    }

    /// The text of a place.
    pub fn get(&self, place: usize) -> Option<&str> {
        let mut rest = &*self.0;
        for _ in 0..place {
            let (length, behind) = length(rest)?;
            rest = &behind[length.saturating_sub(1)..];
        }
        let (length, behind) = length(rest)?;
        Some(&behind[..length.checked_sub(1)?])
    }
}

fn push_length(all: &mut String, mut length: usize) {
    loop {
        let digit = u8::try_from(length % usize::from(MORE)).expect("it is below 64");
        length >>= BITS;
        all.push(char::from(if length > 0 { digit | MORE } else { digit }));
        if length == 0 {
            break;
        }
    }
}

/// The length at the beginning, and what follows it; none at the end of all.
fn length(text: &str) -> Option<(usize, &str)> {
    let bytes = text.as_bytes();
    // Nearly every text is short.
    let first = *bytes.first()?;
    if first & MORE == 0 {
        return Some((usize::from(first), &text[1..]));
    }
    let digits = 1 + bytes.iter().position(|digit| digit & MORE == 0)?;
    let number = bytes[..digits]
        .iter()
        .rev()
        .fold(0, |number, digit| (number << BITS) | usize::from(digit & (MORE - 1)));
    Some((number, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_text_is_given_back(
            texts in proptest::collection::vec(proptest::option::of("[a-zæøå\\x00é]{0,70}"), 0..9),
        ) {
            let borrowed: Vec<_> = texts.iter().map(Option::as_deref).collect();
            let kept = Texts::new(&borrowed);
            for place in 0..12 {
                prop_assert_eq!(kept.get(place), borrowed.get(place).copied().flatten());
            }
        }
    }

    #[test]
    fn long_texts_are_kept_whole() {
        for length in [0, 1, 62, 63, 64, 4_094, 4_095, 4_096, 300_000] {
            let long = "å".repeat(length);
            let kept = Texts::new(&[Some(&long), None, Some("behind")]);
            assert_eq!(kept.get(0), Some(long.as_str()));
            assert_eq!((kept.get(1), kept.get(2), kept.get(3)), (None, Some("behind"), None));
        }
    }

    #[test]
    fn nothing_takes_no_memory() {
        assert_eq!(Texts::new(&[None, None]), Texts::default());
    }
}
