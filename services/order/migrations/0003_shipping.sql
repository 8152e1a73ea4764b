-- Where the shop sends to, and how.

create table shipping_countries (
  -- ISO 3166-1 alpha-2.
  code char(2) primary key check (code ~ '^[A-Z]{2}$'),
  name text not null,
  -- Countries of one zone share their methods and prices.
  zone text not null
);
create index on shipping_countries (zone);

create table shipping_methods (
  zone text not null,
  code text not null,
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  name text not null,
  price bigint not null check (price >= 0),
  -- From this subtotal on it costs nothing; null when it always costs.
  free_from bigint check (free_from >= 0),
  days_min int not null check (days_min >= 0),
  days_max int not null check (days_max >= days_min),
  primary key (zone, code, currency)
);

insert into shipping_countries (code, name, zone) values
  ('GB', 'United Kingdom', 'GB'), ('US', 'United States', 'US'),
  ('AT', 'Austria', 'EU'), ('BE', 'Belgium', 'EU'), ('BG', 'Bulgaria', 'EU'), ('CY', 'Cyprus', 'EU'),
  ('CZ', 'Czechia', 'EU'), ('DE', 'Germany', 'EU'), ('DK', 'Denmark', 'EU'), ('EE', 'Estonia', 'EU'),
  ('ES', 'Spain', 'EU'), ('FI', 'Finland', 'EU'), ('FR', 'France', 'EU'), ('GR', 'Greece', 'EU'),
  ('HR', 'Croatia', 'EU'), ('HU', 'Hungary', 'EU'), ('IE', 'Ireland', 'EU'), ('IT', 'Italy', 'EU'),
  ('LT', 'Lithuania', 'EU'), ('LU', 'Luxembourg', 'EU'), ('LV', 'Latvia', 'EU'), ('MT', 'Malta', 'EU'),
  ('NL', 'Netherlands', 'EU'), ('PL', 'Poland', 'EU'), ('PT', 'Portugal', 'EU'), ('RO', 'Romania', 'EU'),
  ('SE', 'Sweden', 'EU'), ('SI', 'Slovenia', 'EU'), ('SK', 'Slovakia', 'EU'),
  ('AU', 'Australia', 'WORLD'), ('CA', 'Canada', 'WORLD'), ('CH', 'Switzerland', 'WORLD'), ('JP', 'Japan', 'WORLD'),
  ('NO', 'Norway', 'WORLD'), ('NZ', 'New Zealand', 'WORLD');

insert into shipping_methods (zone, code, currency, name, price, free_from, days_min, days_max) values
  ('GB', 'standard', 'GBP', 'Standard', 395, 5000, 2, 4),
  ('GB', 'express', 'GBP', 'Express', 795, null, 1, 1),
  ('EU', 'tracked', 'GBP', 'Tracked', 995, null, 4, 7),
  ('EU', 'express', 'GBP', 'Express', 1995, null, 2, 3),
  ('US', 'tracked', 'GBP', 'Tracked', 1495, null, 6, 10),
  ('WORLD', 'tracked', 'GBP', 'Tracked', 1795, null, 7, 14);
