//! Variables in one form, in which those that differ look different.

use async_graphql::{Value, Variables};

/// The variables of a request, with the keys of their objects by the alphabet. What JSON would write alike, such as a
/// string and the enum value of that name that stands as a default, is told apart; and each text stands after its
/// length, so that nothing in it can be taken for what comes next.
pub fn canonical(variables: &Variables) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, value) in variables.iter() {
        text(b'$', name, &mut out);
        write(value, &mut out);
    }
    out
}

fn text(kind: u8, text: &str, out: &mut Vec<u8>) {
    bytes(kind, text.as_bytes(), out);
}

fn bytes(kind: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    out.extend_from_slice(&bytes.len().to_le_bytes());
    out.extend_from_slice(bytes);
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(b'0'),
        Value::Boolean(value) => out.push(if *value { b't' } else { b'f' }),
        Value::Number(number) => text(b'n', &number.to_string(), out),
        Value::String(value) => text(b's', value, out),
        Value::Enum(name) => text(b'e', name, out),
        Value::Binary(value) => bytes(b'b', value, out),
        Value::List(items) => {
            out.push(b'[');
            items.iter().for_each(|item| write(item, out));
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            out.push(b'{');
            for (name, value) in fields {
                text(b':', name, out);
                write(value, out);
            }
            out.push(b'}');
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Name;
    use serde_json::json;

    use super::*;

    fn of(variables: serde_json::Value) -> Vec<u8> {
        canonical(&Variables::from_json(variables))
    }

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let (one, other) = (json!({ "a": { "x": 1, "y": [2] } }), r#"{ "a": { "y": [2], "x": 1 } }"#);
        assert_eq!(of(one), of(serde_json::from_str(other).expect("JSON")));
    }

    #[test]
    fn what_differs_looks_different() {
        let all = [
            json!({}),
            json!({ "a": null }),
            json!({ "a": true }),
            json!({ "a": 1 }),
            json!({ "a": 1.0 }),
            json!({ "a": "1" }),
            json!({ "a": ["1"] }),
            json!({ "a": [["1"]] }),
            json!({ "a": ["1", "1"] }),
            json!({ "a": ["11"] }),
            json!({ "a": { "b": "1" } }),
            json!({ "a": "1", "b": "1" }),
            json!({ "b": "1" }),
        ];
        let written: std::collections::HashSet<_> = all.iter().cloned().map(of).collect();
        assert_eq!(written.len(), all.len());
        let mut defaults = Variables::default();
        defaults.insert(Name::new("a"), Value::Enum(Name::new("ACTIVE")));
        assert_ne!(canonical(&defaults), of(json!({ "a": "ACTIVE" })), "an enum value is no string");
    }
}
