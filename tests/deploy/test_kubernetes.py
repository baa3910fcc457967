"""The Kubernetes manifests: valid by the schemas, hardened, and in step with how the hub drains."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from pydantic import ValidationError

from hub.settings import Indstillinger

FIL = Path(__file__).parents[2] / "deploy" / "faelleshub.yaml"
MANIFESTER: list[dict[str, Any]] = list(yaml.safe_load_all(FIL.read_text("utf-8")))
NAVN = {"app.kubernetes.io/name": "faelleshub"}

LUKKES = 2.0
"""Seconds beside the drain that calls under way may take at shutdown."""


def _en(slags: str, navn: str = "faelleshub") -> dict[str, Any]:
    (fundet,) = [et for et in MANIFESTER if et["kind"] == slags and et["metadata"]["name"] == navn]
    return fundet


def _pod() -> dict[str, Any]:
    pod: dict[str, Any] = _en("StatefulSet")["spec"]["template"]["spec"]
    return pod


def _hub() -> dict[str, Any]:
    (hub,) = _pod()["containers"]
    assert isinstance(hub, dict)
    return hub


@pytest.mark.parametrize("manifest", MANIFESTER, ids=lambda et: f"{et['kind']} {et['metadata']['name']}")
def test_hvert_manifest_er_gyldigt_efter_kubernetes_skema(manifest: dict[str, Any]) -> None:
    assert kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)


def test_en_stavefejl_bliver_fundet_af_skemaet() -> None:
    skaev = yaml.safe_load(yaml.safe_dump(_en("StatefulSet")))
    skaev["spec"]["template"]["spec"]["terminationGracePeriod"] = 45
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(skaev, kubernetes_validate.latest_version(), strict=True)


def test_fristen_raekker_til_pausen_nedlukningen_og_det_sidste() -> None:
    nedluk = float(_en("ConfigMap")["data"]["FAELLESHUB_NEDLUK_SEKUNDER"])
    program = _hub()["lifecycle"]["preStop"]["exec"]["command"]
    (sov,) = [
        ast.literal_eval(knude.args[0]) for knude in ast.walk(ast.parse(program[-1])) if isinstance(knude, ast.Call)
    ]
    klar = _hub()["readinessProbe"]
    assert sov >= klar["periodSeconds"] * (klar["failureThreshold"] - 1)
    assert _pod()["terminationGracePeriodSeconds"] > sov + nedluk + LUKKES


def test_indstillingerne_er_hubbens_egne_og_passer_sammen(monkeypatch: pytest.MonkeyPatch) -> None:
    felter = {navn.removeprefix("FAELLESHUB_").lower(): v for navn, v in _en("ConfigMap")["data"].items()}
    assert felter.keys() <= Indstillinger.model_fields.keys()
    for navn, vaerdi in _en("ConfigMap")["data"].items():
        monkeypatch.setenv(navn, vaerdi)
    monkeypatch.setenv("FAELLESHUB_EGEN_URL", "http://faelleshub-0.faelleshub-instanser.drift.svc:8080")
    indstillinger = Indstillinger()
    assert (indstillinger.broker, indstillinger.kafka_replikaer, indstillinger.kafka_min_insync) == ("kafka", 3, 2)
    assert indstillinger.database_url is not None
    monkeypatch.delenv("FAELLESHUB_KAFKA_BRUGER")
    with pytest.raises(ValidationError):
        Indstillinger()


def test_hver_instans_har_sin_egen_adresse() -> None:
    sts = _en("StatefulSet")["spec"]
    hovedloes = _en("Service", sts["serviceName"])["spec"]
    (url,) = [et["value"] for et in _hub()["env"] if et["name"] == "FAELLESHUB_EGEN_URL"]
    assert hovedloes["clusterIP"] == "None"
    assert hovedloes["publishNotReadyAddresses"] is True
    assert url == f"http://$(POD_NAME).{sts['serviceName']}.$(POD_NAMESPACE).svc:{hovedloes['ports'][0]['port']}"
    assert {"POD_NAME", "POD_NAMESPACE"} <= {et["name"] for et in _hub()["env"]}
    assert _pod()["enableServiceLinks"] is False


def test_vaelgere_finder_netop_hubbens_pods() -> None:
    sts = _en("StatefulSet")["spec"]
    assert sts["template"]["metadata"]["labels"].items() >= NAVN.items()
    assert sts["selector"]["matchLabels"] == NAVN
    assert _en("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == NAVN
    assert _en("NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == NAVN
    for tjeneste in (et for et in MANIFESTER if et["kind"] == "Service"):
        assert tjeneste["spec"]["selector"] == NAVN


def test_der_er_altid_en_instans_tilbage() -> None:
    spec = _en("StatefulSet")["spec"]
    assert spec["replicas"] - _en("PodDisruptionBudget")["spec"]["maxUnavailable"] >= 1
    assert spec["updateStrategy"] == {"type": "RollingUpdate"}
    assert spec["minReadySeconds"] > 0


def test_proeverne_spoerger_om_det_rigtige() -> None:
    hub = _hub()
    stier = {navn: hub[f"{navn}Probe"]["httpGet"]["path"] for navn in ("startup", "liveness", "readiness")}
    assert stier == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}
    porte = {port["name"] for port in hub["ports"]}
    assert {hub[f"{navn}Probe"]["httpGet"]["port"] for navn in stier} == porte == {"http"}


def test_en_pod_holder_den_strengeste_standard() -> None:
    pod, hub = _pod(), _hub()
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert hub["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    tilladte = {"configMap", "emptyDir", "persistentVolumeClaim", "secret"}
    assert all(set(drev) - {"name"} <= tilladte for drev in pod["volumes"])
    skrevet = {sted["mountPath"] for sted in hub["volumeMounts"] if not sted.get("readOnly")}
    assert skrevet == {"/data", "/filer", "/tmp"}  # noqa: S108 - a path in the container


def test_hvert_drev_der_monteres_er_der() -> None:
    drev = {et["name"] for et in _pod()["volumes"]}
    drev |= {et["metadata"]["name"] for et in _en("StatefulSet")["spec"]["volumeClaimTemplates"]}
    assert {sted["name"] for sted in _hub()["volumeMounts"]} == drev
    krav = _en("PersistentVolumeClaim", "faelleshub-filer")["spec"]
    assert krav["accessModes"] == ["ReadWriteMany"]


def test_ingen_hemmelighed_staar_i_filen_og_hver_af_dem_laeses_af_en_fil() -> None:
    assert not [et for et in MANIFESTER if et["kind"] == "Secret"]
    data = _en("ConfigMap")["data"]
    hemmelige = [navn for navn, felt in Indstillinger.model_fields.items() if "SecretStr" in str(felt.annotation)]
    for navn in hemmelige:
        if navn != "database_url":
            assert f"FAELLESHUB_{navn.upper()}" not in data
    assert ":" not in data["FAELLESHUB_DATABASE_URL"].removeprefix("postgresql+psycopg://").partition("@")[0]
    monteret = next(s["mountPath"] for s in _hub()["volumeMounts"] if s["name"] == "hemmeligt")
    for navn in ("HEMMELIGHED", "ADMINISTRATOR_TOKEN", "KAFKA_KODEORD", "DATABASE_KODEORD"):
        assert data[f"FAELLESHUB_{navn}_FIL"].startswith(f"{monteret}/")


def _porte(regler: list[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    for regel in regler:
        for port in regel["ports"]:
            yield port["protocol"], port["port"]


def test_nettet_er_lukket_undtagen_hvor_der_er_brug_for_det() -> None:
    spec = _en("NetworkPolicy")["spec"]
    assert set(spec["policyTypes"]) == {"Ingress", "Egress"}
    assert set(_porte(spec["ingress"])) == {("TCP", 8080)}
    kafka = {int(adresse.rpartition(":")[2]) for adresse in _en("ConfigMap")["data"]["FAELLESHUB_BOOTSTRAP"].split(",")}
    assert set(_porte(spec["egress"])) == {("UDP", 53), ("TCP", 53), ("TCP", 8080), ("TCP", 5432)} | {
        ("TCP", port) for port in kafka
    }
    assert all(regel.get("to") for regel in spec["egress"])
    assert all(regel.get("from") for regel in spec["ingress"])
