export default (props: { file_id: string }) => <pre>{JSON.stringify(props)}</pre>;
