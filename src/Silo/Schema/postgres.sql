-- What Orleans' ADO.NET grain storage needs of PostgreSQL (9.5 or newer), for the lockouts' states. It can be run again at any time.
-- Orleans reads the four statements from OrleansQuery by their keys and runs them as they stand there; the names of their parameters
-- and columns are its contract: https://learn.microsoft.com/dotnet/orleans/host/configuration-guide/adonet-configuration

BEGIN;

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey  varchar(64)   NOT NULL,
    QueryText varchar(8000) NOT NULL,
    CONSTRAINT OrleansQuery_Key PRIMARY KEY (QueryKey)
);

CREATE TABLE IF NOT EXISTS OrleansStorage
(
    GrainIdHash            integer      NOT NULL,
    GrainIdN0              bigint       NOT NULL,
    GrainIdN1              bigint       NOT NULL,
    GrainTypeHash          integer      NOT NULL,
    GrainTypeString        varchar(512) NOT NULL,
    GrainIdExtensionString varchar(512),
    ServiceId              varchar(150) NOT NULL,
    PayloadBinary          bytea,
    ModifiedOn             timestamp    NOT NULL,
    Version                integer      NOT NULL
);

-- One row for one state. Two activations that both write a first state meet here, and one of them is refused.
CREATE UNIQUE INDEX IF NOT EXISTS OrleansStorage_State ON OrleansStorage
    (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, ServiceId, COALESCE(GrainIdExtensionString, ''));

-- Every write has a version of its own, so that a row that was removed and made again is never taken for the old one.
CREATE SEQUENCE IF NOT EXISTS OrleansStorage_Version AS integer CYCLE;

-- Writes a state if it still has the version that the writer has read (none: if there is no row). Returns the new version, or the
-- old one if the state has been changed meanwhile: Orleans takes that as an inconsistent state.
CREATE OR REPLACE FUNCTION WriteToStorage
(
    _GrainIdHash            integer,
    _GrainIdN0              bigint,
    _GrainIdN1              bigint,
    _GrainTypeHash          integer,
    _GrainTypeString        varchar,
    _GrainIdExtensionString varchar,
    _ServiceId              varchar,
    _GrainStateVersion      integer,
    _PayloadBinary          bytea
)
RETURNS TABLE (NewGrainStateVersion integer)
LANGUAGE plpgsql
AS $body$
DECLARE
    _Version integer;
BEGIN
    IF _GrainStateVersion IS NULL THEN
        INSERT INTO OrleansStorage
            (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
        VALUES
            (_GrainIdHash, _GrainIdN0, _GrainIdN1, _GrainTypeHash, _GrainTypeString, _GrainIdExtensionString, _ServiceId, _PayloadBinary,
             now() AT TIME ZONE 'utc', nextval('OrleansStorage_Version'))
        ON CONFLICT DO NOTHING
        RETURNING Version INTO _Version;
    ELSE
        UPDATE OrleansStorage
        SET PayloadBinary = _PayloadBinary, ModifiedOn = now() AT TIME ZONE 'utc', Version = nextval('OrleansStorage_Version')
        WHERE GrainIdHash = _GrainIdHash
            AND GrainTypeHash = _GrainTypeHash
            AND GrainIdN0 = _GrainIdN0
            AND GrainIdN1 = _GrainIdN1
            AND GrainTypeString = _GrainTypeString
            AND ServiceId = _ServiceId
            AND COALESCE(GrainIdExtensionString, '') = COALESCE(_GrainIdExtensionString, '')
            AND Version = _GrainStateVersion
        RETURNING Version INTO _Version;
    END IF;

    RETURN QUERY SELECT COALESCE(_Version, _GrainStateVersion);
END
$body$;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('WriteToStorageKey', '
    SELECT NewGrainStateVersion FROM WriteToStorage(
        @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @GrainStateVersion, @PayloadBinary)
'),
('ReadFromStorageKey', '
    SELECT PayloadBinary, now() AT TIME ZONE ''utc'', Version
    FROM OrleansStorage
    WHERE GrainIdHash = @GrainIdHash
        AND GrainTypeHash = @GrainTypeHash
        AND GrainIdN0 = @GrainIdN0
        AND GrainIdN1 = @GrainIdN1
        AND GrainTypeString = @GrainTypeString
        AND ServiceId = @ServiceId
        AND COALESCE(GrainIdExtensionString, '''') = COALESCE(@GrainIdExtensionString, '''')
'),
('ClearStorageKey', '
    UPDATE OrleansStorage
    SET PayloadBinary = NULL, ModifiedOn = now() AT TIME ZONE ''utc'', Version = nextval(''OrleansStorage_Version'')
    WHERE GrainIdHash = @GrainIdHash
        AND GrainTypeHash = @GrainTypeHash
        AND GrainIdN0 = @GrainIdN0
        AND GrainIdN1 = @GrainIdN1
        AND GrainTypeString = @GrainTypeString
        AND ServiceId = @ServiceId
        AND COALESCE(GrainIdExtensionString, '''') = COALESCE(@GrainIdExtensionString, '''')
        AND Version = @GrainStateVersion
    RETURNING Version AS NewGrainStateVersion
'),
('DeleteStorageKey', '
    DELETE FROM OrleansStorage
    WHERE GrainIdHash = @GrainIdHash
        AND GrainTypeHash = @GrainTypeHash
        AND GrainIdN0 = @GrainIdN0
        AND GrainIdN1 = @GrainIdN1
        AND GrainTypeString = @GrainTypeString
        AND ServiceId = @ServiceId
        AND COALESCE(GrainIdExtensionString, '''') = COALESCE(@GrainIdExtensionString, '''')
        AND Version = @GrainStateVersion
    RETURNING nextval(''OrleansStorage_Version'')::integer AS NewGrainStateVersion
')
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = EXCLUDED.QueryText;

COMMIT;
