//! Sends stored bodies: `limit ADDRESS FOLDER` answers `POST /graphql/NAME` with FOLDER/NAME.json, whatever is asked.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::{env, fs};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::net::TcpListener;

type Bodies = Arc<HashMap<String, Bytes>>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(address), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("limit ADDRESS FOLDER".into());
    };
    let mut bodies = HashMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        bodies.insert(name, Bytes::from(fs::read(&path)?));
    }
    let routes = Router::new().route("/graphql/{name}", post(send)).with_state(Arc::new(bodies));
    axum::serve(TcpListener::bind(address).await?, routes).await?;
    Ok(())
}

/// The request is read to its end, as any server must.
async fn send(State(bodies): State<Bodies>, Path(name): Path<String>, _request: Bytes) -> Response {
    match bodies.get(&name) {
        Some(body) => ([(header::CONTENT_TYPE, "application/json")], body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
