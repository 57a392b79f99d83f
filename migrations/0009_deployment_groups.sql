-- What each deployment group of CodeDeploy deploys to, as AWS has last shown it: AWS may not show it again. Times are
-- milliseconds since 1970.
CREATE TABLE deployment_groups (
    account     TEXT   NOT NULL,
    region      TEXT   NOT NULL,
    application TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    cluster     TEXT   NOT NULL,
    service     TEXT   NOT NULL,
    seen_at     BIGINT NOT NULL,
    PRIMARY KEY (account, region, application, name)
);
