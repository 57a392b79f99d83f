//! Whose account the credentials of an environment are.

use crate::aws::fleet::Fleet;
use crate::aws::known::once;
use crate::aws::why::why;
use domain::look::Why;
use domain::names::Environment;

impl Fleet {
    /// Whether the credentials of this environment are of its account; that they are is remembered for five minutes.
    ///
    /// # Errors
    /// [`Why::OtherAccount`], or why it cannot be learned.
    pub async fn check_account(&self, environment: &Environment) -> Result<(), Why> {
        let name = environment.name.as_str();
        once(&self.known.identities, environment, name, async {
            let clients = self.clients(environment).await;
            let caller = clients
                .sts
                .get_caller_identity()
                .send()
                .await
                .map_err(|error| why("sts:GetCallerIdentity", &error))?;
            match caller.account {
                Some(account) if account == environment.account => Ok(()),
                Some(account) => Err(Why::OtherAccount(account)),
                None => Err(Why::Failed("an identity without an account".to_owned())),
            }
        })
        .await
    }
}
