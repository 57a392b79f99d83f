//! Our own messages: taken as they were signed, and refused after every change.

use super::*;

#[test]
fn what_openssl_has_signed_is_taken_in_both_versions() {
    let mut messages = messages();
    let weak = messages.remove("notification.weak").expect("a message");
    assert_eq!(messages.len(), 8);
    for (name, message) in &messages {
        assert_eq!(judge(message, SIGNED_AT), Ok(()), "{name}");
        let url = certificate_url(&envelope(message), at(SIGNED_AT), &topics(TOPIC));
        let url = url.expect("an address");
        assert_eq!(url.as_url().as_str(), message["SigningCertURL"], "{name}");
    }
    // Signed rightly, by a key that anybody could have found by now.
    let certificate = Certificate::from_pem(fixture!("rsa-1024.pem").as_bytes());
    let certificate = certificate.expect("a certificate");
    let said = verify(
        &envelope(&weak),
        &certificate,
        at(SIGNED_AT),
        &topics(TOPIC),
    );
    assert_eq!(said, Err(Untrusted::Signature));
}

#[test]
fn whatever_is_signed_cannot_be_changed() {
    for (name, message) in messages() {
        let signed = message.as_object().expect("an object");
        for key in signed.keys() {
            let said = |value| judge(&but(&message, json!({ key: value })), SIGNED_AT);
            let expected = match key.as_str() {
                "Message" | "MessageId" | "Subject" | "Token" => Untrusted::Signature,
                "TopicArn" => Untrusted::Topic,
                "Timestamp" => Untrusted::NoTime,
                "SignatureVersion" => Untrusted::Version,
                "Signature" => Untrusted::Signature,
                "SubscribeURL" => Untrusted::SubscribeUrl(Elsewhere::Malformed),
                "SigningCertURL" => Untrusted::CertificateUrl(Elsewhere::Malformed),
                "Type" => continue,
                other => panic!("{other} is no key of SNS"),
            };
            assert_eq!(said("x"), Err(expected), "{key} of {name}");
        }
        let later = but(&message, json!({"Timestamp": "2026-03-01T10:30:02.346Z"}));
        assert_eq!(
            judge(&later, SIGNED_AT),
            Err(Untrusted::Signature),
            "{name}"
        );
    }
}

#[test]
fn a_message_of_one_type_is_none_of_another() {
    let messages = messages();
    let confirming = &messages["subscription.v2"];
    let unsubscribed = but(confirming, json!({"Type": "UnsubscribeConfirmation"}));
    assert_eq!(judge(&unsubscribed, SIGNED_AT), Err(Untrusted::Signature));
    let notification = but(confirming, json!({"Type": "Notification"}));
    assert_eq!(judge(&notification, SIGNED_AT), Err(Untrusted::Signature));
    let confirmation = but(
        &messages["notification.v2"],
        json!({"Type": "SubscriptionConfirmation"}),
    );
    assert_eq!(judge(&confirmation, SIGNED_AT), Err(Untrusted::Misshapen));
    let unknown = but(confirming, json!({"Type": "Notification "})).to_string();
    assert_eq!(Envelope::read(unknown.as_bytes()), Err(NoEnvelope));
}

#[test]
fn the_version_is_signed_by_its_digest_alone() {
    let messages = messages();
    for (name, other) in [("notification.v1", "2"), ("notification.v2", "1")] {
        let message = but(&messages[name], json!({"SignatureVersion": other}));
        assert_eq!(
            judge(&message, SIGNED_AT),
            Err(Untrusted::Signature),
            "{name}"
        );
    }
}

#[test]
fn a_message_may_be_as_old_as_sns_repeats_it_and_clocks_may_differ() {
    let message = &messages()["notification.v2"];
    for (now, said) in [
        ("2026-03-01T10:25:02.345Z", Ok(())),
        ("2026-03-01T10:25:02.344Z", Err(Untrusted::Future)),
        ("2026-03-01T11:35:02.345Z", Ok(())),
        ("2026-03-01T11:35:02.346Z", Err(Untrusted::Stale)),
    ] {
        assert_eq!(judge(message, now), said, "{now}");
    }
}

#[test]
fn the_certificate_has_its_dates() {
    let message = messages()["notification.v2"].clone();
    for (now, said) in [
        ("2025-12-31T23:59:59Z", Err(Untrusted::Dates)),
        ("2026-01-01T00:00:00Z", Ok(())),
        ("2046-01-01T00:00:00Z", Ok(())),
        ("2046-01-01T00:00:01Z", Err(Untrusted::Dates)),
    ] {
        let message = sign(but(&message, json!({"Timestamp": now})));
        assert_eq!(judge(&message, now), said, "{now}");
    }
}

#[test]
fn a_topic_is_ours_as_a_whole_and_its_certificate_is_of_its_region() {
    let message = &messages()["notification.v2"];
    let said =
        |allowed: &[String]| verify(&envelope(message), &certificate(), at(SIGNED_AT), allowed);
    let others = [
        "deployments",
        "arn:aws:sns:ap-northeast-2:111122223333:deployments2",
    ];
    assert_eq!(said(&others.map(str::to_owned)), Err(Untrusted::Topic));
    assert_eq!(said(&[]), Err(Untrusted::Topic));
    assert_eq!(said(&[others[0].to_owned(), TOPIC.to_owned()]), Ok(()));

    let virginia = "arn:aws:sns:us-east-1:111122223333:deployments";
    let moved = sign(but(message, json!({ "TopicArn": virginia })));
    let said = verify(
        &envelope(&moved),
        &certificate(),
        at(SIGNED_AT),
        &topics(virginia),
    );
    assert_eq!(said, Err(Untrusted::CertificateUrl(Elsewhere::Host)));

    let malformed = sign(but(message, json!({"TopicArn": "deployments"})));
    let said = verify(
        &envelope(&malformed),
        &certificate(),
        at(SIGNED_AT),
        &topics("deployments"),
    );
    assert_eq!(said, Err(Untrusted::Topic));
}

#[test]
fn a_link_that_leads_elsewhere_is_refused_though_it_is_signed() {
    let message = &messages()["subscription.v2"];
    let elsewhere = "https://sns.ap-northeast-2.amazonaws.com.evil.example/";
    let message = sign(but(message, json!({ "SubscribeURL": elsewhere })));
    let refused = Untrusted::SubscribeUrl(Elsewhere::Host);
    assert_eq!(judge(&message, SIGNED_AT), Err(refused));
}

#[test]
fn what_lacks_a_part_is_refused_and_an_empty_subject_is_none() {
    let messages = messages();
    for key in ["Token", "SubscribeURL"] {
        let message = but(&messages["subscription.v2"], json!({ key: null }));
        assert_eq!(
            judge(&message, SIGNED_AT),
            Err(Untrusted::Misshapen),
            "{key}"
        );
    }
    let message = &messages["notification.v2"];
    assert_eq!(
        judge(&but(message, json!({"Subject": ""})), SIGNED_AT),
        Ok(())
    );
    let mut null = message.clone();
    null["Subject"] = Value::Null;
    assert_eq!(judge(&null, SIGNED_AT), Ok(()));
    let named = &messages["notification-subject.v2"];
    let dropped = but(named, json!({"Subject": null}));
    assert_eq!(judge(&dropped, SIGNED_AT), Err(Untrusted::Signature));
}

/// The string that is signed does not say where a value ends: a message could be cut in two at a line that looks like a name.
#[test]
fn a_line_break_cannot_make_another_message_of_the_same_signature() {
    let message = &messages()["notification.v2"];
    let long = sign(but(
        message,
        json!({"Message": "all is well\nMessageId\nx"}),
    ));
    assert_eq!(judge(&long, SIGNED_AT), Ok(()));
    let id = format!(
        "x\nMessageId\n{}",
        message["MessageId"].as_str().expect("an id")
    );
    let cut = but(&long, json!({"Message": "all is well", "MessageId": id}));
    assert_eq!(judge(&cut, SIGNED_AT), Err(Untrusted::Misshapen));
}

#[test]
fn an_envelope_is_read_in_both_spellings_and_not_in_two_ways_at_once() {
    let message = &messages()["subscription.v2"];
    let text = message.to_string();
    let spelt = text.replace("SigningCertURL", "SigningCertUrl");
    let spelt = spelt.replace("SubscribeURL", "SubscribeUrl");
    assert_ne!(spelt, text);
    assert_eq!(
        Envelope::read(spelt.as_bytes()),
        Envelope::read(text.as_bytes())
    );
    assert_eq!(
        envelope(&but(message, json!({"New": [1]}))),
        envelope(message)
    );

    let twice = text.replacen('{', r#"{"TopicArn": "arn:aws:sns:us-east-1:1:other","#, 1);
    let both = text.replacen(
        '{',
        r#"{"SigningCertUrl": "https://evil.example/x.pem","#,
        1,
    );
    for body in [
        &twice,
        &both,
        "",
        "[]",
        "null",
        "{}",
        "\u{feff}{}",
        &text[1..],
    ] {
        assert_eq!(Envelope::read(body.as_bytes()), Err(NoEnvelope), "{body}");
    }
}

#[test]
fn an_envelope_that_is_printed_tells_no_token() {
    let message = &messages()["subscription.v2"];
    let printed = format!("{:?}", envelope(message));
    assert!(printed.contains(TOPIC), "{printed}");
    let token = message["Token"].as_str().expect("a token");
    assert!(!printed.contains(token), "{printed}");
}

#[test]
fn a_certificate_is_an_rsa_key_in_x509_in_pem() {
    let pem = fixture!("rsa.pem");
    let broken = pem.replacen("MII", "MIA", 1);
    for (text, said) in [
        (pem, Ok(())),
        (
            &format!("Subject: CN=x\n{}", pem.replace('\n', "\r\n")),
            Ok(()),
        ),
        ("", Err(Unusable::NoPem)),
        (fixture!("rsa.key.pem"), Err(Unusable::NoPem)),
        (&pem[..pem.len() / 2], Err(Unusable::NoPem)),
        (&broken, Err(Unusable::NoX509)),
        (fixture!("elliptic.pem"), Err(Unusable::NoRsa)),
    ] {
        let read = Certificate::from_pem(text.as_bytes());
        assert_eq!(
            read.as_ref().map(drop).map_err(|error| *error),
            said,
            "{text}"
        );
    }
}
