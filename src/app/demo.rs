//! The demo: a made register, imported by the real importer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Settings;
use crate::generate::{self, GenerateError};
use crate::identity::Actor;
use crate::import::parse::open_inputs;
use crate::import::{ImportError, Options, Progress, import};
use crate::model::{Revision, today_in_copenhagen};
use crate::ownership::{Asked, decide};
use crate::register::{Register, RegisterError};

use super::{AppError, demo_people, migrate};

/// Seed of the demo register: everybody's demo is the same.
const SEED: u64 = 1;
/// Most of a demo should be in force; a real register is mostly history.
const CLOSED_SHARE: f64 = 0.2;

/// The settings of the demo: letters become files in a folder, unless they are to leave.
#[must_use]
pub fn settings(given: &Settings) -> Settings {
    let mut settings = given.clone();
    if settings.mail_url.is_empty() {
        settings.mail_url = "folder:sorgraph-letters".to_owned();
    }
    if settings.public_url.is_empty() {
        settings.public_url = format!("http://{}", settings.listen);
    }
    settings
}

/// Fills an empty register with a made one of `units` units. A register that has
/// been filled before is left as it is; then the answer is `false`.
pub async fn prepare(register: &Register, units: u32, progress: Arc<dyn Progress>) -> Result<bool, AppError> {
    migrate(register).await?;
    // Revision 1 is the foundation; anything after it is somebody's register.
    if register.reader().head().await.map_err(RegisterError::from)? > Revision(1) {
        return Ok(false);
    }
    let folder = Folder::new()?;
    let today = today_in_copenhagen(register.now());
    let options =
        generate::Options { units, seed: SEED, out: folder.0.clone(), today, closed_share: CLOSED_SHARE };
    let made = tokio::task::spawn_blocking(move || generate::generate(&options, &mut |_| {}));
    let made = made.await.map_err(|_| ImportError::CutOff)??;
    let options = Options::default();
    let inputs = open_inputs(&made.files, &options.mapping).map_err(ImportError::from)?;
    let permit =
        decide(&Actor::operator(), "IMPORT", None, &[Asked::import()]).map_err(RegisterError::from)?;
    import(register, permit, inputs, &options, progress).await?;
    demo_people::hand_out_roles(register).await?;
    register.database().refresh_statistics().await?;
    Ok(true)
}

/// A folder for the made files, gone with the demo's first start.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, GenerateError> {
        let path = std::env::temp_dir().join(format!("sorgraph-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "the demo's files could not be removed");
        }
    }
}

/// What to tell a newcomer once the demo answers.
#[must_use]
pub fn welcome(address: &str, database: &Path) -> String {
    format!(
        r#"
sorgraph is ready.

  GraphiQL   http://{address}/graphiql
  GraphQL    http://{address}/graphql
  register   {}

Three queries to try (in GraphiQL, or with curl):

  1. The register at a glance
     {{ register {{ revision counts {{ institutionOwners healthInstitutions organisationalUnits locationNumbers }} }} }}

  2. From a municipality down to the messages that its units receive
     {{ municipality(by: {{ code: "0101" }}) {{ name institutionOwner {{ name healthInstitutions(first: 2) {{ nodes {{ name
        organisationalUnits(first: 3) {{ nodes {{ name effectiveLocationNumber {{ source value {{ gln
          receives(first: 5) {{ nodes {{ messageType {{ type version nameDa }} }} }} }} }} }} }} }} }} }} }} }}

  3. Find a place by the words of its name
     {{ search(text: "sygehus aa", first: 5) {{ nodes {{ __typename sorCode name }} }} }}

To change something, print a token for any role, for example
     sorgraph token --as municipality:0101
and send it as "authorization: Bearer TOKEN". docs/guides/municipality.md walks through it.

Stop with Ctrl-C. The register is kept, and served again on the next start.
"#,
        database.display(),
    )
}
