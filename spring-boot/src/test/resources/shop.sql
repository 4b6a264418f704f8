create table if not exists product (id varchar(100) primary key, name varchar(100));
