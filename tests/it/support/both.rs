//! Answers from memory beside those from the database.

use async_graphql::Request;
use serde_json::Value;
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};

/// The same register twice: one that keeps an image, and one that asks the database.
pub struct Both {
    pub memory: Graph,
    pub database: Graph,
}

impl Both {
    pub async fn over(register: Register) -> Self {
        let plain = Register::new(register.database().clone(), register.clock());
        register.keep_image().await.expect("an image");
        let memory = Graph::new(register, Limits::default());
        Self { memory, database: Graph::new(plain, Limits::default()) }
    }

    pub async fn ask(graph: &Graph, query: &str) -> Value {
        let mut answer = serde_json::to_value(graph.execute(Request::new(query)).await).expect("JSON");
        assert!(answer.get("errors").is_none(), "{query}: {:#}", answer["errors"]);
        answer["data"].take()
    }

    pub async fn agree(&self, query: &str) -> Value {
        let (memory, database) =
            (Self::ask(&self.memory, query).await, Self::ask(&self.database, query).await);
        assert_eq!(memory, database, "{query}");
        memory
    }
}
