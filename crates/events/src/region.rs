//! The names that a message of CloudWatch calls regions by, which have been spelled in several ways over the years:
//! <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>.

/// A word of a region's name that no other region has, and its code. `Virginia` is in `US East (N. Virginia)`.
const REGIONS: [(&str, &str); 39] = [
    ("Virginia", "us-east-1"),
    ("Ohio", "us-east-2"),
    ("California", "us-west-1"),
    ("Oregon", "us-west-2"),
    ("US-East", "us-gov-east-1"),
    ("US-West", "us-gov-west-1"),
    ("Montreal", "ca-central-1"),
    ("Canada (Central)", "ca-central-1"),
    ("Calgary", "ca-west-1"),
    ("Mexico", "mx-central-1"),
    ("Paulo", "sa-east-1"),
    ("Ireland", "eu-west-1"),
    ("London", "eu-west-2"),
    ("Paris", "eu-west-3"),
    ("Frankfurt", "eu-central-1"),
    ("Zurich", "eu-central-2"),
    ("Stockholm", "eu-north-1"),
    ("Milan", "eu-south-1"),
    ("Spain", "eu-south-2"),
    ("Cape Town", "af-south-1"),
    ("Bahrain", "me-south-1"),
    ("UAE", "me-central-1"),
    ("Tel Aviv", "il-central-1"),
    ("Tokyo", "ap-northeast-1"),
    ("Seoul", "ap-northeast-2"),
    ("Osaka", "ap-northeast-3"),
    ("Hong Kong", "ap-east-1"),
    ("Taipei", "ap-east-2"),
    ("Mumbai", "ap-south-1"),
    ("Hyderabad", "ap-south-2"),
    ("Singapore", "ap-southeast-1"),
    ("Sydney", "ap-southeast-2"),
    ("Jakarta", "ap-southeast-3"),
    ("Melbourne", "ap-southeast-4"),
    ("Malaysia", "ap-southeast-5"),
    ("New Zealand", "ap-southeast-6"),
    ("Thailand", "ap-southeast-7"),
    ("Beijing", "cn-north-1"),
    ("Ningxia", "cn-northwest-1"),
];

/// The code of a region by its name. A name that is not known stays as it is, so that the region is in no environment
/// instead of in a wrong one.
pub(super) fn code(name: &str) -> String {
    let known = REGIONS.iter().find(|(word, _)| name.contains(word));
    known.map_or(name, |(_, code)| code).to_owned()
}
