-- In the order of bytes, the key of the number serves those as well who look for its beginning.
drop index orders_by_number;
alter table orders alter column number type text collate "C";
