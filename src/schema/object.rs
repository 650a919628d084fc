//! How objects with connections are written: a connection is one line, its arguments
//! and their descriptions stand here once.

/// An object type: its connections, then its other fields written out. A connection
/// names the field and the method behind it; there are four shapes.
///
/// * `lists`: records of the tree; the method tells where they are found, giving an
///   optional [`super::lists::UnitSource`].
/// * `deep`: the same with a depth.
/// * `numbers`: location numbers; the method gives the SOR code at the root of their tree.
/// * `pages`: neither filter nor order; the method takes the [`super::paging::PageArgs`].
macro_rules! object {
    (
        $(#[$meta:meta])*
        $name:ident {
            connections {
                $(lists { $($(#[$list_doc:meta])* $list:ident: $list_node:ident = $list_source:ident;)* })?
                $(deep { $($(#[$deep_doc:meta])* $deep:ident: $deep_node:ident = $deep_source:ident;)* })?
                $(numbers { $($(#[$numbers_doc:meta])* $numbers:ident = $numbers_source:ident;)* })?
                $(pages { $($(#[$pages_doc:meta])* $pages:ident: $pages_node:ty = $pages_source:ident;)* })?
            }
            fields { $($fields:tt)* }
        }
    ) => {
        $(#[$meta])*
        #[async_graphql::Object]
        impl $name {
            $($fields)*

            $($(
                $(#[$list_doc])*
                ///
                /// A connection; by name unless orderBy says otherwise. Null only when the register cannot be read now.
                async fn $list(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "Which records. Without a state: those in force on the day of the query.")]
                    filter: Option<crate::schema::input::SorEntityFilter>,
                    #[graphql(desc = "In what order. By name, upwards, when left out.")]
                    order_by: Option<crate::schema::input::SorEntityOrder>,
                    #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")]
                    first: Option<i32>,
                    #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
                    after: Option<String>,
                    #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")]
                    last: Option<i32>,
                    #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
                    before: Option<String>,
                ) -> async_graphql::Result<Option<crate::schema::connection::Connection<$list_node>>> {
                    let page = crate::schema::paging::PageArgs { first, after, last, before };
                    let source = self.$list_source(ctx).await?;
                    let args = crate::schema::lists::UnitListArgs { filter, order_by, page };
                    args.within(ctx, self.point(), source).await
                }
            )*)?
            $($(
                $(#[$deep_doc])*
                ///
                /// A connection; by name unless orderBy says otherwise. Null only when the register cannot be read now.
                async fn $deep(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "How many levels down: 1 to 64; 64 when left out.")]
                    max_depth: Option<i32>,
                    #[graphql(desc = "Which records. Without a state: those in force on the day of the query.")]
                    filter: Option<crate::schema::input::SorEntityFilter>,
                    #[graphql(desc = "In what order. By name, upwards, when left out.")]
                    order_by: Option<crate::schema::input::SorEntityOrder>,
                    #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")]
                    first: Option<i32>,
                    #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
                    after: Option<String>,
                    #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")]
                    last: Option<i32>,
                    #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
                    before: Option<String>,
                ) -> async_graphql::Result<Option<crate::schema::connection::Connection<$deep_node>>> {
                    let page = crate::schema::paging::PageArgs { first, after, last, before };
                    let source = self.$deep_source(crate::schema::lists::depth(max_depth)?);
                    let args = crate::schema::lists::UnitListArgs { filter, order_by, page };
                    args.within(ctx, self.point(), source).await
                }
            )*)?
            $($(
                $(#[$numbers_doc])*
                ///
                /// A connection; by number. Null only when the register cannot be read now.
                async fn $numbers(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "Which numbers. Without a state: those in force on the day of the query.")]
                    filter: Option<crate::schema::input::LocationNumberFilter>,
                    #[graphql(desc = "In what order. By number, upwards, when left out.")]
                    order_by: Option<crate::schema::input::LocationNumberOrder>,
                    #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")]
                    first: Option<i32>,
                    #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
                    after: Option<String>,
                    #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")]
                    last: Option<i32>,
                    #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
                    before: Option<String>,
                ) -> async_graphql::Result<Option<crate::schema::connection::Connection<crate::schema::types::LocationNumber>>> {
                    let page = crate::schema::paging::PageArgs { first, after, last, before };
                    let root = self.$numbers_source(ctx).await?.map(|code| code.to_string());
                    let args = crate::schema::lists::NumberListArgs { filter, order_by, page };
                    args.in_tree(ctx, self.point(), root).await
                }
            )*)?
            $($(
                $(#[$pages_doc])*
                ///
                /// A connection. Null only when the register cannot be read now.
                async fn $pages(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")]
                    first: Option<i32>,
                    #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
                    after: Option<String>,
                    #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")]
                    last: Option<i32>,
                    #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
                    before: Option<String>,
                ) -> async_graphql::Result<Option<crate::schema::connection::Connection<$pages_node>>> {
                    let page = crate::schema::paging::PageArgs { first, after, last, before };
                    Ok(Some(self.$pages_source(ctx, page).await?))
                }
            )*)?
        }
    };
}

pub(super) use object;
