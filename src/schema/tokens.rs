//! What a document weighs before it is parsed: a parser works, and goes deeper, for every token.

/// What the text of a document weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Lexical tokens, without commas and comments.
    pub tokens: usize,
    /// Selection sets inside one another.
    pub levels: usize,
    /// Brackets inside one another within arguments.
    pub values: usize,
}

/// Weighs a document, whether it parses or not.
pub fn weigh(text: &str) -> Weight {
    let mut weight = Weight::default();
    let (mut levels, mut values) = (0_usize, 0_usize);
    let mut rest = text.as_bytes();
    while let Some((token, after)) = next(rest) {
        rest = after;
        weight.tokens += 1;
        match (token, values) {
            (b'(' | b'[', _) | (b'{', 1..) => values += 1,
            (b')' | b']', _) | (b'}', 1..) => values = values.saturating_sub(1),
            (b'{', 0) => levels += 1,
            (b'}', 0) => levels = levels.saturating_sub(1),
            _ => {}
        }
        weight.levels = weight.levels.max(levels);
        weight.values = weight.values.max(values);
    }
    weight
}

/// The first byte of the next token, and what stands behind the token.
fn next(text: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = text;
    loop {
        match *rest.first()? {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => rest = &rest[1..],
            b'#' => rest = behind(rest, |byte| !matches!(byte, b'\r' | b'\n')),
            _ => break,
        }
    }
    let first = *rest.first()?;
    let after = match first {
        b'"' if rest.starts_with(b"\"\"\"") => behind_block(&rest[3..]),
        b'"' => behind_string(&rest[1..]),
        b'.' => behind(rest, |byte| byte == b'.'),
        b'_' | b'A'..=b'Z' | b'a'..=b'z' => behind(rest, |byte| byte == b'_' || byte.is_ascii_alphanumeric()),
        b'-' | b'0'..=b'9' => {
            behind(&rest[1..], |byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        }
        // What is not ASCII can only be a mistake outside of texts, and is one token.
        0x80.. => behind(rest, |byte| !byte.is_ascii()),
        _ => &rest[1..],
    };
    Some((first, after))
}

fn behind(text: &[u8], inside: impl Fn(u8) -> bool) -> &[u8] {
    let end = text.iter().position(|byte| !inside(*byte)).unwrap_or(text.len());
    &text[end..]
}

fn behind_string(text: &[u8]) -> &[u8] {
    let mut rest = text;
    loop {
        match rest {
            [b'"' | b'\n', after @ ..] => return after,
            [b'\\', _, after @ ..] | [_, after @ ..] => rest = after,
            [] => return rest,
        }
    }
}

fn behind_block(text: &[u8]) -> &[u8] {
    let mut rest = text;
    loop {
        match rest {
            [b'"', b'"', b'"', after @ ..] => return after,
            [b'\\', b'"', b'"', b'"', after @ ..] | [_, after @ ..] => rest = after,
            [] => return rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(text: &str) -> (usize, usize, usize) {
        let Weight { tokens, levels, values } = weigh(text);
        (tokens, levels, values)
    }

    #[test]
    fn tokens_are_those_of_the_specification() {
        assert_eq!(weighed(""), (0, 0, 0));
        assert_eq!(weighed("{ a, b # c d { e\n ...F }"), (6, 1, 0));
        assert_eq!(weighed(r#"{ a(b: "x \" { y", c: -1.5e3) }"#), (11, 1, 1));
        assert_eq!(weighed(r#"{ a(b: """ " { \""" } """) }"#), (8, 1, 1));
        assert_eq!(weighed("query($a: [Int!]! = [1]) @d { a { b } }"), (23, 2, 2));
    }

    #[test]
    fn what_is_cut_off_is_weighed_to_its_end() {
        assert_eq!(weighed("{ a(b: \"x"), (6, 1, 1));
        assert_eq!(weighed("{ a(b: [[[{{"), (10, 1, 6));
        assert_eq!(weighed("{ a(b: \"\"\"x\\"), (6, 1, 1));
        assert_eq!(weighed("}}} æøå }"), (5, 0, 0));
    }
}
