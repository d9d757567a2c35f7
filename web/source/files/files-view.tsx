export default (props: { query: URLSearchParams }) => <pre>{JSON.stringify(props)}</pre>;
