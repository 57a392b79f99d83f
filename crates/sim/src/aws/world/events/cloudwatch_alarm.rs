//! `CloudWatch Alarm State Change`: an alarm goes off, or is over.

use jiff::Timestamp;
use serde_json::json;

use super::Happening;
use crate::aws::world::place::Place;

/// An alarm on the failures of a service has changed into ALARM, or back to OK.
pub fn changed(place: &Place, name: &str, is_raised: bool, at: Timestamp) -> Happening {
    let (now, before) = match is_raised {
        true => ("ALARM", "OK"),
        false => ("OK", "ALARM"),
    };
    let reason = match is_raised {
        true => {
            "Threshold Crossed: 1 out of the last 1 datapoints was greater than the threshold (1.0)."
        }
        false => {
            "Threshold Crossed: 1 out of the last 1 datapoints was not greater than the threshold (1.0)."
        }
    };
    // Times of alarms have no colon in their offset.
    let timestamp = at.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string();
    Happening {
        at,
        source: "aws.cloudwatch",
        detail_type: "CloudWatch Alarm State Change",
        resources: Some(vec![place.arn("cloudwatch", &format!("alarm:{name}"))]),
        detail: json!({
            "alarmName": name,
            "state": {"value": now, "reason": reason, "timestamp": timestamp},
            "previousState": {"value": before, "timestamp": timestamp},
            "configuration": {
                "description": "More than 1 % of requests fail.",
                "metrics": [{
                    "id": "failures",
                    "metricStat": {
                        "metric": {"namespace": "AWS/ApplicationELB", "name": "HTTPCode_Target_5XX_Count", "dimensions": {"LoadBalancer": "app/main/1"}},
                        "period": 60,
                        "stat": "Sum",
                    },
                    "returnData": true,
                }],
            },
        }),
    }
}
