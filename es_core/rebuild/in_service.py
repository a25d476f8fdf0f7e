"""What people did to the tables in service that no model tells of: rights that they gave, and views that they made."""

from es_core.projector import Projector
from es_core.rebuild.shadow import Shadow, live_schema, run_ddl
from es_core.statements import run

DEPENDENTS = """
    SELECT DISTINCT view.oid::regclass::text
      FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class view ON view.oid = r.ev_class
     WHERE d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_rewrite'::regclass AND d.refobjid = ANY(%(tables)s)
    UNION SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY(%(tables)s)
    ORDER BY 1
"""
GRANTS = """
    SELECT format('GRANT %%s ON %%I.%%I TO %%s', privilege_type, %(schema)s::text, relname,
                  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
      FROM pg_class, aclexplode(relacl) WHERE oid = ANY(%(tables)s) AND grantee <> relowner
"""


class Depended(Exception):
    """Views or foreign keys would stay with the old tables, and go with them; the message names them."""


def refuse_dependents(projector: Projector) -> None:
    """Raises Depended."""
    found = [name for (name,) in run(DEPENDENTS, {"tables": _oids(projector)})]
    if found:
        raise Depended(
            f"{projector.name}: {', '.join(found)} would lose the tables; drop that, and make it again after"
        )


def copy_grants(shadow: Shadow) -> None:
    """Who may read the tables in service, a reporting tool say, may read the new ones."""
    for (grant,) in run(GRANTS, {"schema": shadow.schema, "tables": _oids(shadow.projector)}):
        run_ddl(grant)


def _oids(projector: Projector) -> list[int]:
    names = [model._meta.db_table for model in projector.models]
    return [
        oid
        for (oid,) in run(
            "SELECT oid FROM pg_class WHERE relnamespace = %s::regnamespace AND relname = ANY(%s)",
            [live_schema(), names],
        )
    ]
