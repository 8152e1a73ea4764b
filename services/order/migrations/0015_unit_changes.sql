-- Changes of units sold that the catalogue does not have yet. They are added together from time to time: a product's row is in
-- many indexes, and a popular one would be written with every order.
create table unit_changes (
  id bigint generated always as identity primary key,
  variant_id bigint not null,
  change int not null
);
