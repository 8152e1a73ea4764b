-- Units of a line that are counted in units_sold of its variant and product: those paid for that did not come back. What was sold
-- before this was written was not counted.
alter table order_lines add column units_counted int not null default 0 check (units_counted between 0 and quantity);
