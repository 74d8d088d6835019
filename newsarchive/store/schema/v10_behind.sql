-- what is left out when an outlet's health is reckoned, which counts the rest by index alone
CREATE INDEX captures_behind ON captures (outlet, captured_at) WHERE behind IS NOT NULL;
